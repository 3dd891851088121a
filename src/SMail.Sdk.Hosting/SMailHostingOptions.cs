namespace SMail.Sdk.Hosting;

/// <summary>How often a host works for its mail system.</summary>
public sealed class SMailHostingOptions
{
    /// <summary>How often deliveries that are due are looked for. New mail is delivered at once and does not wait for it.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan DeliveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often bodies that nobody holds are swept.</summary>
    /// <value>The default is 15 minutes.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(15);
}
