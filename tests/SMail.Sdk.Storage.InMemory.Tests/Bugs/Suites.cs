using SMail.Sdk.Testing.Storage;

namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Puts a bug into a sound store. The suites here are internal, so that the runner leaves them alone.</summary>
internal delegate IMailStorage Plant(IMailStorage sound, TimeProvider clock);

internal sealed class AccountsWith(Plant plant) : AccountStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class MessagesWith(Plant plant) : MessageStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class OutboxWith(Plant plant) : OutboxStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class AddressesWith(Plant plant) : DirectoryStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class BlobsWith(Plant plant) : BlobStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class ModelWith(Plant plant) : StorageModelSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}

internal sealed class CanariesWith(Plant plant) : StorageCanarySuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(plant(new InMemoryStorage(clock), clock));
}
