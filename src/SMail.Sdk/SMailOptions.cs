using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk;

/// <summary>What a mail system is made of. Checked at start-up, with a message that says what to change.</summary>
public sealed class SMailOptions
{
    /// <summary>The deployment's id: any text that never changes. Keeps equal passwords of two deployments apart.</summary>
    /// <value>The default is empty, which is refused.</value>
    public string Realm { get; set; } = "";

    /// <summary>The hosted domains; a bare user name belongs to the first.</summary>
    public IList<string> Domains { get; } = [];

    /// <summary>Where the server half keeps its data. Providers have a <c>Use…</c> method for it.</summary>
    public Func<TimeProvider, IMailStorage>? Storage { get; set; }

    /// <summary>How mail leaves to the outside; null where none does.</summary>
    public Func<TimeProvider, IMailTransport>? Transport { get; set; }

    /// <summary>Where the server half's secrets come from.</summary>
    public IServerSecretProvider? Secrets { get; set; }

    /// <summary>The choices of the server half.</summary>
    public ServerOptions Server { get; } = new();

    /// <summary>The choices of the client half.</summary>
    public MailboxOptions Mailbox { get; } = new();

    /// <summary>What the client half asks of key derivation.</summary>
    public KeyDerivationOptions KeyDerivation { get; } = new();

    /// <summary>Where the client half keeps the tokens that make this device known.</summary>
    /// <value>The default is null: each client half keeps them in memory.</value>
    public IDeviceTokens? DeviceTokens { get; set; }

    /// <summary>What kind of OpenPGP keys new accounts get. Accounts of both kinds read each other's mail.</summary>
    /// <value>The default is <see cref="OpenPgpProfile.Compatible"/>, which every other OpenPGP program reads.</value>
    public OpenPgpProfile KeyProfile { get; set; } = OpenPgpProfile.Compatible;

    /// <summary>What this device remembers of its accounts, so that a server can't show it an older state.</summary>
    /// <value>The default remembers as long as the process runs.</value>
    public IDeviceMemory DeviceMemory { get; set; } = new InProcessDeviceMemory();

    /// <summary>The clock of both halves.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where the server half logs; codes and counts only, never content or secrets.</summary>
    /// <value>The default is nowhere.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Sets <see cref="Realm"/>.</summary>
    public SMailOptions UseRealm(string realm)
    {
        Realm = realm;
        return this;
    }

    /// <summary>Hosts a domain.</summary>
    public SMailOptions UseDomain(string domain)
    {
        Domains.Add(domain);
        return this;
    }

    /// <summary>Keeps the server half's secrets in a file, which must lie apart from the mail database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="createIfMissing">Whether a missing file is made with fresh secrets. Losing the file loses every account.</param>
    public SMailOptions UseSecretsFile(string path, bool createIfMissing = false)
    {
        Secrets = new FileServerSecretProvider(path, createIfMissing);
        return this;
    }

    /// <summary>Writes mail to the outside into a folder, from which another program takes it.</summary>
    public SMailOptions UsePickupDirectory(string folder)
    {
        Transport = clock => new PickupDirectoryTransport(folder, clock);
        return this;
    }
}
