namespace SMail.Sdk.Mailboxes;

/// <summary>Whether mail may leave in the open.</summary>
public enum OpenMailPolicy
{
    /// <summary>Only after <see cref="DeliveryPlan.AllowOpen"/> for that message.</summary>
    AskBeforeOpen,
    /// <summary>Whenever a recipient is outside.</summary>
    AllowOpen,
    /// <summary>Never.</summary>
    RefuseOpen,
}

/// <summary>The choices of the client half.</summary>
public sealed class MailboxOptions
{
    /// <summary>Whether mail may leave in the open. An account may choose for itself; the stricter of the two counts.</summary>
    /// <value>The default is <see cref="OpenMailPolicy.AskBeforeOpen"/>.</value>
    public OpenMailPolicy OpenMail { get; set; }

    /// <summary>How long a plan counts.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan PlanTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The largest message, in bytes of MIME.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxMessageBytes { get; set; } = 64L << 20;

    /// <summary>The most recipients of one message.</summary>
    /// <value>The default is 500.</value>
    public int MaxRecipients { get; set; } = 500;

    /// <summary>Sealed bodies up to this size go within the submission, larger ones are uploaded, in bytes; at most what the server takes.</summary>
    /// <value>The default is 64 KiB.</value>
    public int InlineBodyBytes { get; set; } = 64 * 1024;
}
