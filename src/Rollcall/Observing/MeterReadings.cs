using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rollcall.Observing;

/// <summary>
/// Adds up what the instruments of one meter measure, so that it can be read at any time: for the live file, since Prometheus asks another process.
/// Thread safe. Measuring takes the time of a lock and a comparison of labels; nothing is allocated for labels seen before.
/// </summary>
public sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<InstrumentSum> _sums = new();
    private readonly Lock _reading = new();

    /// <param name="meter">The meter. Other meters of its name are not listened to.</param>
    public MeterReadings(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                var sum = new InstrumentSum(instrument);
                _sums.Enqueue(sum);
                listener.EnableMeasurementEvents(instrument, sum);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, labels, state) => ((InstrumentSum)state!).Add(value, labels));
        _listener.SetMeasurementEventCallback<long>((_, value, labels, state) => ((InstrumentSum)state!).Add(value, labels));
        _listener.SetMeasurementEventCallback<double>((_, value, labels, state) => ((InstrumentSum)state!).Add(value, labels));
        _listener.Start();
    }

    /// <summary>What every instrument says now, in the order of their names.</summary>
    public IReadOnlyList<MetricReading> Read()
    {
        lock (_reading)
        {
            foreach (var sum in _sums)
            {
                sum.BeginReading();
            }

            _listener.RecordObservableInstruments();
            return [.. _sums.OrderBy(s => s.Name, StringComparer.Ordinal).SelectMany(s => s.Read())];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
