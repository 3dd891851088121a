using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>What all storage suites share. A provider derives each suite and says how an empty store is made.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    private IMailStorage? _store;

    /// <summary>The clock the store was made with.</summary>
    protected ManualClock Clock { get; } = new();

    /// <summary>The store under test; empty when a test begins.</summary>
    protected IMailStorage Store => _store ?? throw new InvalidOperationException("The store is made by InitializeAsync.");

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store that no other test sees.</summary>
    /// <param name="clock">The only clock the store may ask for the time of day.</param>
    protected abstract ValueTask<IMailStorage> CreateAsync(TimeProvider clock);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _store = await CreateAsync(Clock);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
            await _store.DisposeAsync();
    }
}
