namespace SMail.Sdk.Server;

/// <summary>How mail is delivered, and what its sender hears of it.</summary>
public sealed class DeliveryOptions
{
    /// <summary>How long a failed delivery waits for its second try. Each further wait is twice as long, less a random part of up to a quarter.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two tries.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how long without success the sender is told that his message is late; null never tells him.</summary>
    /// <value>The default is 4 hours.</value>
    public TimeSpan? DelayWarning { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How many deliveries are under way at once.</summary>
    /// <value>The default is 32.</value>
    public int MaxAtOnce { get; set; } = 32;

    /// <summary>How many of them may be to one destination outside.</summary>
    /// <value>The default is 8.</value>
    public int MaxPerDestination { get; set; } = 8;

    /// <summary>How long open mail that could not be delivered is kept, encrypted, for an administrator to send again; its sender is told at once all the same.</summary>
    /// <value>The default is zero: open mail is erased on its final result.</value>
    public TimeSpan DeadLetterTime { get; set; }

    /// <summary>Hears of every try. Called from many threads; what it throws is logged and changes nothing.</summary>
    /// <value>The default is null.</value>
    public IProgress<DeliveryProgress>? Progress { get; set; }
}

/// <summary>What came of one try at one delivery.</summary>
/// <param name="Sender">Whose message it is.</param>
/// <param name="Recipient">Who is to get it.</param>
/// <param name="Status">What came of the try.</param>
/// <param name="Attempts">How many tries there were.</param>
public sealed record DeliveryProgress(MailAddress Sender, MailAddress Recipient, DeliveryStatus Status, int Attempts);
