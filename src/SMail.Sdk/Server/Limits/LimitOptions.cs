namespace SMail.Sdk.Server;

/// <summary>What stands between a stranger and many guesses. A rate that is null limits nothing.</summary>
/// <remarks>Counts are kept in the storage, so that several processes count together; they are the same for addresses that exist and those that don't.</remarks>
public sealed class LimitOptions
{
    /// <summary>Logins to one address, right or wrong; a known device has a count of its own.</summary>
    /// <value>The default is 20 in 10 minutes.</value>
    public LimitRate? LoginPerAddress { get; set; } = new(20, TimeSpan.FromMinutes(10));

    /// <summary>Logins from one source; each counts twice, because its parameters are asked for first.</summary>
    /// <value>The default is 300 in 10 minutes.</value>
    public LimitRate? LoginPerSource { get; set; } = new(300, TimeSpan.FromMinutes(10));

    /// <summary>Questions whether one name can be had.</summary>
    /// <value>The default is 60 in 10 minutes.</value>
    public LimitRate? NameCheckPerAddress { get; set; } = new(60, TimeSpan.FromMinutes(10));

    /// <summary>Questions from one source whether names can be had.</summary>
    /// <value>The default is 200 in 10 minutes.</value>
    public LimitRate? NameCheckPerSource { get; set; } = new(200, TimeSpan.FromMinutes(10));

    /// <summary>Reservations of one name.</summary>
    /// <value>The default is 20 in an hour.</value>
    public LimitRate? ReservationPerAddress { get; set; } = new(20, TimeSpan.FromHours(1));

    /// <summary>Reservations from one source.</summary>
    /// <value>The default is 30 in an hour.</value>
    public LimitRate? ReservationPerSource { get; set; } = new(30, TimeSpan.FromHours(1));

    /// <summary>Calls with a reset token for one address; redeeming one takes two.</summary>
    /// <value>The default is 40 in 10 minutes.</value>
    public LimitRate? ResetPerAddress { get; set; } = new(40, TimeSpan.FromMinutes(10));

    /// <summary>Calls with a recovery phrase for one address; recovering with one takes two.</summary>
    /// <value>The default is 40 in 10 minutes.</value>
    public LimitRate? RecoveryPerAddress { get; set; } = new(40, TimeSpan.FromMinutes(10));

    /// <summary>After how many failed logins an address is locked out, but for known devices, which are locked out one by one.</summary>
    /// <value>The default is 5.</value>
    public int LockoutAfter { get; set; } = 5;

    /// <summary>How long the first lock-out lasts. Each further failure doubles it.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan FirstLockout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest lock-out.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan LongestLockout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how long without another one failures are forgotten.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan FailureMemory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a device stays known after its last login.</summary>
    /// <value>The default is 180 days.</value>
    public TimeSpan DeviceTime { get; set; } = TimeSpan.FromDays(180);
}
