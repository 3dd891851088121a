namespace SMail.Sdk.Server;

/// <summary>Where the server half's secrets come from: outside the mail database, or a thief of the database has them too.</summary>
public interface IServerSecretProvider
{
    /// <summary>The folder they lie in, or null where there is none; compared with the storage's at start-up.</summary>
    string? Folder { get; }

    /// <summary>Loads the secrets; called once, at start-up.</summary>
    ValueTask<ServerSecrets> LoadAsync(CancellationToken cancellationToken);
}

/// <summary>What a server secret is for.</summary>
public enum ServerSecretKind
{
    /// <summary>Peppers login verifiers.</summary>
    Pepper,
    /// <summary>Makes the server's shares of account keys.</summary>
    Sigma,
    /// <summary>Makes salts, for accounts that exist and those that do not. Never rotates.</summary>
    Decoy,
    /// <summary>Encrypts open mail while it waits.</summary>
    Outbox,
}
