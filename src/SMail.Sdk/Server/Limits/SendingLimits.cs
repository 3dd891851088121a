namespace SMail.Sdk.Server;

/// <summary>How much mail an account may send, inside and outside, against mass mail. A rate that is null limits nothing.</summary>
/// <remarks>Counts are kept with the account and change in the commit that takes the message: what is refused is not counted, and nothing is partly sent.</remarks>
public sealed class SendingLimits
{
    /// <summary>Messages in a short time.</summary>
    /// <value>The default is 60 in a minute.</value>
    public LimitRate? Messages { get; set; } = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Recipients in a long time; a message counts once for each of its recipients.</summary>
    /// <value>The default is 2,000 in a day.</value>
    public LimitRate? Recipients { get; set; } = new(2000, TimeSpan.FromDays(1));

    /// <summary>For how long after its registration an account is new.</summary>
    /// <value>The default is 3 days.</value>
    public TimeSpan NewAccountTime { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The same as <see cref="Messages"/> for a new account.</summary>
    /// <value>The default is 20 in a minute.</value>
    public LimitRate? NewAccountMessages { get; set; } = new(20, TimeSpan.FromMinutes(1));

    /// <summary>The same as <see cref="Recipients"/> for a new account; one message may not have more recipients either.</summary>
    /// <value>The default is 200 in a day.</value>
    public LimitRate? NewAccountRecipients { get; set; } = new(200, TimeSpan.FromDays(1));
}
