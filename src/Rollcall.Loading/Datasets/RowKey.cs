namespace Rollcall.Loading.Datasets;

/// <summary>The values of a key, none null, compared by value. Immutable.</summary>
internal readonly struct RowKey : IEquatable<RowKey>
{
    private readonly object[] _values;
    private readonly int _hash;

    public RowKey(params object[] values)
    {
        _values = values;
        var hash = default(HashCode);
        foreach (var value in values)
        {
            hash.Add(value);
        }

        _hash = hash.ToHashCode();
    }

    public ReadOnlySpan<object> Values => _values;

    public static bool operator ==(RowKey one, RowKey other) => one.Equals(other);

    public static bool operator !=(RowKey one, RowKey other) => !one.Equals(other);

    public bool Equals(RowKey other)
    {
        if (_hash != other._hash || _values.Length != other._values.Length)
        {
            return false;
        }

        for (var i = 0; i < _values.Length; i++)
        {
            if (!_values[i].Equals(other._values[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => string.Join(", ", _values);
}
