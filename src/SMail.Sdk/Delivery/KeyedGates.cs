namespace SMail.Sdk.Delivery;

/// <summary>Lets only so many through at once by a key, a destination or an account; a gate is there as long as somebody stands at it.</summary>
internal sealed class KeyedGates(int width)
{
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);

    /// <summary>Waits for a place; it is given back on disposal.</summary>
    public async ValueTask<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var gate = Join(key);
        try
        {
            await gate.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Place(this, key, gate);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }
    }

    private Gate Join(string key)
    {
        lock (gates)
        {
            if (!gates.TryGetValue(key, out var gate))
                gates[key] = gate = new Gate(new SemaphoreSlim(width));
            gate.Count++;
            return gate;
        }
    }

    private void Leave(string key, Gate gate)
    {
        lock (gates)
        {
            if (--gate.Count > 0)
                return;
            gates.Remove(key);
        }

        gate.Places.Dispose();
    }

    private sealed record Gate(SemaphoreSlim Places)
    {
        public int Count { get; set; }
    }

    private sealed class Place(KeyedGates owner, string key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Places.Release();
            owner.Leave(key, gate);
        }
    }
}
