namespace SMail.Sdk.Server;

/// <summary>Says who may change a password when. An upgrade of the stretching's cost is no change and is not asked about.</summary>
public interface IPasswordChangePolicy
{
    /// <summary>Whether an account may change its password now; asked after the old one was proven.</summary>
    ValueTask<bool> AllowsAsync(PasswordChangeContext context, CancellationToken cancellationToken);
}

/// <summary>Who asks to change a password.</summary>
/// <param name="Address">The account's address.</param>
/// <param name="Plan">The account's plan; null where it has none.</param>
/// <param name="ChangesInSession">How many changes were made in this session before.</param>
public sealed record PasswordChangeContext(MailAddress Address, string? Plan, int ChangesInSession);

/// <summary>Ready-made policies.</summary>
public static class PasswordChangePolicies
{
    /// <summary>Everybody, at any time.</summary>
    public static IPasswordChangePolicy Always { get; } = new AlwaysPolicy();

    /// <summary>Accounts with the plan <c>Premium</c>, once in each session.</summary>
    public static IPasswordChangePolicy PremiumOncePerSession { get; } = new PremiumPolicy();

    private sealed class AlwaysPolicy : IPasswordChangePolicy
    {
        public ValueTask<bool> AllowsAsync(PasswordChangeContext context, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }

    private sealed class PremiumPolicy : IPasswordChangePolicy
    {
        public ValueTask<bool> AllowsAsync(PasswordChangeContext context, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(context);
            return ValueTask.FromResult(context is { Plan: "Premium", ChangesInSession: 0 });
        }
    }
}
