using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Rollcall.Observing;

namespace Rollcall.Tests.Support;

/// <summary>Keeps what is measured of some registries and datasets, by whatever run in this process. Thread safe.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Heard> _heard = new();

    public MetricRecorder(params string[] names)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RollcallMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, _, labels, _) => Hear(i, labels));
        _listener.SetMeasurementEventCallback<double>((i, _, labels, _) => Hear(i, labels));
        _listener.Start();

        void Hear(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var isOurs = false;
            foreach (var label in labels)
            {
                isOurs |= label.Key is "registry" or "dataset" && names.Contains(label.Value as string);
            }

            if (isOurs)
            {
                var heard = _heard.GetOrAdd(instrument.Name, _ => new Heard(instrument));
                foreach (var label in labels)
                {
                    heard.Names.TryAdd(label.Key, 0);
                }
            }
        }
    }

    /// <summary>What was measured by an instrument; null when nothing was.</summary>
    public Heard? Of(string name) => _heard.GetValueOrDefault(name);

    /// <summary>Looks at the gauges again and again until something is over.</summary>
    public async Task<T> ListenAsync<T>(Func<Task<T>> work)
    {
        var working = Task.Run(work);
        while (!working.IsCompleted)
        {
            _listener.RecordObservableInstruments();
            await Task.WhenAny(working, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        return await working;
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>An instrument and the labels it was heard with.</summary>
    internal sealed record Heard(Instrument Instrument)
    {
        public ConcurrentDictionary<string, byte> Names { get; } = new();

        public IEnumerable<string> Labels => Names.Keys;
    }
}
