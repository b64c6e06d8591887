using System.Text.Json;

namespace Rollcall.Loading.Sources;

/// <summary>
/// Cuts a JSON text into records without holding more than one of them: the elements of an array, those of named arrays in an object
/// (<c>{"committees": […], "hearings": […]}</c>), or values one after the other. What is broken ends the source there, with a record that says so.
/// </summary>
internal sealed class JsonSplitter
{
    private readonly ByteWindow _window;
    private readonly string _name;
    private readonly HashSet<string> _collections;
    private readonly Queue<SourceRecord> _found = [];
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = true });
    private int _elementDepth = -1;
    private int _elementStart = -1;
    private string? _collection;
    private bool _inCollection;
    private long _line = 1;
    private long _elementLine;
    private int _pending;

    private JsonSplitter(ByteWindow window, string name, HashSet<string> collections)
    {
        _window = window;
        _name = name;
        _collections = collections;
    }

    /// <param name="collections">The names of the arrays to read when the text is an object; empty when it is a record itself.</param>
    public static IEnumerable<SourceRecord> Read(ByteWindow window, string name, HashSet<string> collections) =>
        new JsonSplitter(window, name, collections).Read();

    private IEnumerable<SourceRecord> Read()
    {
        while (true)
        {
            var problem = ReadTokens();
            while (_found.TryDequeue(out var record))
            {
                yield return record;
            }

            if (problem is not null)
            {
                yield return problem;
                yield break;
            }

            if (_window.IsEnd)
            {
                yield break;
            }

            _window.Fill();
        }
    }

    // Reads on as far as the window goes and lets go of what no unfinished record needs.
    private SourceRecord? ReadTokens()
    {
        var skip = _pending;
        var reader = new Utf8JsonReader(_window.Span[skip..], _window.IsEnd, _state);
        try
        {
            while (reader.Read())
            {
                Take(ref reader, skip);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that is no UTF-8 is found when it is asked for.
            return Broken(e);
        }

        _state = reader.CurrentState;
        var consumed = skip + (int)reader.BytesConsumed;
        var keep = _elementStart < 0 ? consumed : _elementStart;
        _line += _window.Span[..keep].Count((byte)'\n');
        _window.Advance(keep);
        _pending = consumed - keep;
        _elementStart = _elementStart < 0 ? -1 : 0;
        if (_window.IsFull)
        {
            return NdjsonReader.TooLong(_window, _name, _line);
        }

        return null;
    }

    private void Take(ref Utf8JsonReader reader, int skip)
    {
        var depth = reader.CurrentDepth;
        if (_elementDepth < 0)
        {
            Begin(ref reader);
        }

        if (_elementDepth == 2 && depth == 1)
        {
            NoteCollection(ref reader);
            return;
        }

        if (depth != _elementDepth || (_elementDepth == 2 && !_inCollection))
        {
            return;
        }

        if (_elementStart < 0)
        {
            _elementStart = skip + (int)reader.TokenStartIndex;
            _elementLine = _line + _window.Span[.._elementStart].Count((byte)'\n');
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            var end = skip + (int)reader.BytesConsumed;
            _found.Enqueue(new SourceRecord(0, _name, _elementLine, _window.Span[_elementStart..end].ToArray())
            {
                In = _elementDepth == 2 ? _collection : null,
            });
            _elementStart = -1;
        }
    }

    private void Begin(ref Utf8JsonReader reader) => _elementDepth = reader.TokenType switch
    {
        JsonTokenType.StartArray => 1,
        JsonTokenType.StartObject when _collections.Count > 0 => 2,
        _ => 0,
    };

    private void NoteCollection(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _collection = reader.GetString();
        }
        else
        {
            _inCollection = reader.TokenType == JsonTokenType.StartArray && _collection is not null && _collections.Contains(_collection);
        }
    }

    private SourceRecord Broken(Exception e)
    {
        var from = Math.Max(0, _elementStart);
        var rest = _window.Span[from..];
        return new SourceRecord(0, _name, _line, rest[..Math.Min(rest.Length, 1000)].ToArray())
        {
            Unreadable = $"not JSON from here on ({e.Message}): nothing behind it was read",
        };
    }
}
