namespace SMail.Sdk.Transport.Smtp;

/// <summary>The choices of a pickup folder.</summary>
public sealed class PickupFolderOptions
{
    /// <summary>The folder. It is made when it is missing, for its owner alone.</summary>
    /// <value>The default is empty, which is refused.</value>
    public string Folder { get; set; } = "";

    /// <summary>How long until it is looked at again.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan PollTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the word of whoever writes there counts: Authentication-Results (RFC 8601) stay.</summary>
    /// <value>The default is false.</value>
    public bool IsTrusted { get; set; }
}
