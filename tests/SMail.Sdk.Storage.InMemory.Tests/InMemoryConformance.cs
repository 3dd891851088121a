using SMail.Sdk.Testing.Storage;

namespace SMail.Sdk.Storage.InMemory.Tests;

public sealed class InMemoryAccounts : AccountStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryMessages : MessageStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryOutbox : OutboxStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryDirectory : DirectoryStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryBlobs : BlobStoreSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryModel : StorageModelSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryClock : StorageClockSuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryCanaries : StorageCanarySuite
{
    protected override ValueTask<IMailStorage> CreateAsync(TimeProvider clock) => new(new InMemoryStorage(clock));
}

public sealed class InMemoryCompliance : StorageComplianceSuite;
