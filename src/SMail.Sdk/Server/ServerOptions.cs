namespace SMail.Sdk.Server;

/// <summary>The choices of the server half.</summary>
public sealed class ServerOptions
{
    /// <summary>How long a name is held for a registration.</summary>
    /// <value>The default is 90 minutes.</value>
    public TimeSpan ReservationTime { get; set; } = TimeSpan.FromMinutes(90);

    /// <summary>Whether a new account takes no mail before its owner logged in once, because people type a wrong password twice.</summary>
    /// <value>The default is false.</value>
    public bool ConfirmLogin { get; set; }

    /// <summary>How long a login lasts.</summary>
    /// <value>The default is 12 hours.</value>
    public TimeSpan LoginTime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>What stretching a password costs, for new accounts.</summary>
    /// <value>The default is <see cref="KdfParameters.Interactive"/>.</value>
    public KdfParameters Kdf { get; set; } = KdfParameters.Interactive;

    /// <summary>Who may change a password when.</summary>
    /// <value>The default is <see cref="PasswordChangePolicies.Always"/>.</value>
    public IPasswordChangePolicy PasswordChange { get; set; } = PasswordChangePolicies.Always;

    /// <summary>What is done for who has lost his password.</summary>
    /// <value>The default is <see cref="PasswordResetMode.None"/>.</value>
    public PasswordResetMode PasswordReset { get; set; }

    /// <summary>How long a reset token is good.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan ResetTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether users may make a recovery phrase, which sets a new password where the old one is lost, and keeps all mail readable. Whoever finds it does so too.</summary>
    /// <value>The default is false; phrases that were made before are then kept, and not taken.</value>
    public bool RecoveryPhrase { get; set; }

    /// <summary>Bodies up to this size are stored within the entry, larger ones apart, in bytes.</summary>
    /// <value>The default is 64 KiB.</value>
    public int InlineBodyBytes { get; set; } = 64 * 1024;

    /// <summary>The largest message, in bytes.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxMessageBytes { get; set; } = 64L << 20;

    /// <summary>The most recipients of one message.</summary>
    /// <value>The default is 500.</value>
    public int MaxRecipients { get; set; } = 500;

    /// <summary>How long an upload may wait for its submission.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan UploadTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the server half works on one request before it answers <see cref="SMailError.ServerUnavailable"/>, whatever its storage does.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt of a delivery may take before another worker may try. What a crash left behind waits for it; a server outside that takes longer may get a message twice.</summary>
    /// <value>The default is 10 minutes, which servers are given to take a message (RFC 5321, section 4.5.3.2.6).</value>
    public TimeSpan DeliveryLease { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long mail to the outside is tried.</summary>
    /// <value>The default is 5 days.</value>
    public TimeSpan DeliveryTime { get; set; } = TimeSpan.FromDays(5);

    /// <summary>Answers before a login, and to a login that failed, leave at a multiple of this time, so that the time of the work does not tell who exists.</summary>
    /// <value>The default is 20 milliseconds, less than the client takes to stretch a password. Zero sends them at once.</value>
    public TimeSpan LoginAnswerStep { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How mail is delivered, and what its sender hears of it.</summary>
    public DeliveryOptions Delivery { get; } = new();

    /// <summary>What is done with mail that comes in from outside.</summary>
    public InboundOptions Inbound { get; } = new();

    /// <summary>How much mail an account may send.</summary>
    public SendingLimits Sending { get; } = new();

    /// <summary>What stands between a stranger and many guesses.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>Says where the call comes from that is being answered: for a web host, the remote IP address. Of an IPv6 address the first 64 bits count.</summary>
    /// <value>The default is null, and then nothing is limited per source. What a caller says of himself must never be used.</value>
    public Func<string?>? Source { get; set; }

    /// <summary>What is done with mail to an account that an administrator switched off.</summary>
    /// <value>The default is <see cref="DeactivatedMail.Refuse"/>.</value>
    public DeactivatedMail DeactivatedMail { get; set; }

    /// <summary>By hosted domain, the address that takes mail to what nobody there ever had. Senders see it in their plan, and seal for it.</summary>
    /// <value>The default is empty: such mail is refused.</value>
    public IDictionary<string, string> CatchAll { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether mail to <c>name+anything</c> goes to <c>name</c>, where the whole address is nobody's own.</summary>
    /// <value>The default is false.</value>
    public bool PlusAddresses { get; set; }

    /// <summary>Whether server secrets may lie in the folder of the mail database. It voids the promise about a stolen database.</summary>
    /// <value>The default is false.</value>
    public bool AllowColocatedSecrets { get; set; }
}

/// <summary>What is done with mail to an account that an administrator switched off.</summary>
public enum DeactivatedMail
{
    /// <summary>It is refused, as if there were no such mailbox.</summary>
    Refuse,
    /// <summary>It waits at the sender's for <see cref="ServerOptions.DeliveryTime"/>, and arrives when the account is active again.</summary>
    Hold,
}

/// <summary>What is done for who has lost his password. Nobody can restore one, in any mode.</summary>
public enum PasswordResetMode
{
    /// <summary>Nothing: a new account is the only way.</summary>
    None,
    /// <summary>An administrator issues a token, and its owner's client makes new keys with it. Old mail stays, locked until the old password comes back to mind.</summary>
    ByToken,
}
