namespace SMail.Sdk.Server;

/// <summary>How often something may be tried: a burst of so many at once, and then one each time a share of the period has passed.</summary>
/// <param name="Count">The tries of a full period, from 1; all of them may come at once.</param>
/// <param name="Period">The time in which a used-up burst is full again.</param>
public sealed record LimitRate(int Count, TimeSpan Period);
