namespace SMail.Sdk.Server;

/// <summary>What is done with mail that comes in from outside.</summary>
public sealed class InboundOptions
{
    /// <summary>What is done with mail that names an author of ours, and did not come from inside.</summary>
    /// <value>The default is <see cref="ClaimedLocalMail.Refuse"/>.</value>
    public ClaimedLocalMail ClaimedLocal { get; set; }

    /// <summary>The name of this system in trace fields and in Authentication-Results (RFC 8601, section 2.2); the mail server in front should use it for its own.</summary>
    /// <value>The default is null: the first domain. Results in the name of a hosted domain are removed too, unless the mail server in front is trusted.</value>
    public string? HostName { get; set; }

    /// <summary>How many messages are sealed at once; others wait a little and are then put off.</summary>
    /// <value>The default is 32.</value>
    public int MaxAtOnce { get; set; } = 32;

    /// <summary>After how many Received fields a message is taken to go in a circle (RFC 5321, section 6.3).</summary>
    /// <value>The default is 100.</value>
    public int MaxReceivedFields { get; set; } = 100;
}

/// <summary>What is done with mail from outside that names an author of ours.</summary>
public enum ClaimedLocalMail
{
    /// <summary>It is refused. Of mailing lists that leave the author's address in From, members inside do not get their own posts and those of each other.</summary>
    Refuse,
    /// <summary>It is taken, and marked: <see cref="Mailboxes.MailListItem.ClaimsLocal"/>.</summary>
    Mark,
}
