using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>A name that is held for a registration. Keeps what was prepared, so that completing can be repeated.</summary>
public sealed class PendingRegistration : IDisposable
{
    internal PendingRegistration(MailAddress address, ReservationToken token, Reservation reservation) =>
        (Address, Token, Reservation) = (address, token, reservation);

    /// <summary>The address it will be.</summary>
    public MailAddress Address { get; }

    /// <summary>Proves the reservation; kept by an application that wants to resume after a restart.</summary>
    public ReservationToken Token { get; }

    /// <summary>The first moment at which the name is free again.</summary>
    public DateTimeOffset ExpiresAt => Reservation.ExpiresAt;

    /// <summary>What to tell the administration, to be reached by; null for nothing. It can't restore a password.</summary>
    /// <value>The default is null.</value>
    public ContactDetails? Contact { get; set; }

    /// <summary>Whether to get the newsletter.</summary>
    /// <value>The default is false.</value>
    public bool Newsletter { get; set; }

    internal Reservation Reservation { get; }

    /// <summary>The request as it was sent, for the same password.</summary>
    internal CompleteRegistrationRequest? Prepared { get; set; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Zeroes what was prepared.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        Forget();
        Reservation.Share.Dispose();
    }

    /// <summary>The next attempt prepares anew.</summary>
    internal void Forget()
    {
        Prepared?.Proof.Dispose();
        Prepared = null;
    }
}
