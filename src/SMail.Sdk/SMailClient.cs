using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk;

/// <summary>The client half: where passwords, keys and plain text live, and nowhere else. It reaches the server half through the door alone.</summary>
public sealed class SMailClient
{
    /// <summary>Makes a client half for a door.</summary>
    /// <param name="door">The server half, in this process or behind a wire.</param>
    /// <param name="options">Realm, domains and client choices must be the deployment's; storage and secrets are not looked at.</param>
    /// <param name="keyDerivation">Stretches passwords; null for the built-in one.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the message says what to change.</exception>
    public SMailClient(IMailServer door, SMailOptions options, IKeyDerivation? keyDerivation = null)
    {
        ArgumentNullException.ThrowIfNull(door);
        ArgumentNullException.ThrowIfNull(options);
        var domains = SMailOptionsCheck.CheckShared(options);
        SMailOptionsCheck.CheckClient(options);
        KeyDerivation = keyDerivation ?? new KeyDerivation.KeyDerivation(options.KeyDerivation);
        var context = new ClientContext(options.Realm, domains, door, options.Clock, options.KeyProfile, options.DeviceMemory)
        {
            DeviceTokens = options.DeviceTokens ?? new DeviceTokens(),
        };
        var protocol = new VerifierLogin(context, KeyDerivation);
        Accounts = new AccountService(context, protocol, new MachineCheck(options.Realm, KeyDerivation), new PasswordChanger(context, protocol), new PasswordResetter(context, protocol), new LegacyUnlocker(context, protocol), new PhraseRecovery(context, protocol));
        var pins = new PinStore(context);
        Mailboxes = new MailboxService(
            context,
            options.Mailbox,
            new Planner(context, options.Mailbox, pins),
            new Sender(context, options.Mailbox, new MessageSealer(options.Clock)),
            new MessageOpener(options.Clock),
            pins);
    }

    /// <summary>Registration and login.</summary>
    public IAccountService Accounts { get; }

    /// <summary>Sending and reading.</summary>
    public IMailboxService Mailboxes { get; }

    /// <summary>From passwords to keys.</summary>
    public IKeyDerivation KeyDerivation { get; }
}
