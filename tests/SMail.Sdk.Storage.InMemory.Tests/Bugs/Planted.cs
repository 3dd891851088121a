namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>A store whose facets can be exchanged one by one for faulty ones.</summary>
internal sealed class Planted(IMailStorage sound) : IMailStorage
{
    public IAccountStore Accounts { get; init; } = sound.Accounts;

    public IMessageStore Messages { get; init; } = sound.Messages;

    public IOutboxStore Outbox { get; init; } = sound.Outbox;

    public IDirectoryStore Directory { get; init; } = sound.Directory;

    public IBlobStore Blobs { get; init; } = sound.Blobs;

    public string? DataFolder { get; init; } = sound.DataFolder;

    public ValueTask DisposeAsync() => sound.DisposeAsync();
}
