namespace SMail.Sdk.Storage.Sqlite.Tests;

/// <summary>A store in a folder of its own, which goes when the store does.</summary>
internal sealed class TemporaryStore : IMailStorage
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("smail-store-").FullName;

    public TemporaryStore(TimeProvider clock, Action<SqliteStorageOptions>? configure = null)
    {
        var options = new SqliteStorageOptions { Path = Path.Combine(_folder, "mail.db") };
        configure?.Invoke(options);
        File = options.Path;
        Storage = new SqliteStorage(options, clock);
    }

    public string File { get; }

    public SqliteStorage Storage { get; }

    public IAccountStore Accounts => Storage.Accounts;

    public IMessageStore Messages => Storage.Messages;

    public IOutboxStore Outbox => Storage.Outbox;

    public IDirectoryStore Directory => Storage.Directory;

    public IBlobStore Blobs => Storage.Blobs;

    public string? DataFolder => Storage.DataFolder;

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }
}
