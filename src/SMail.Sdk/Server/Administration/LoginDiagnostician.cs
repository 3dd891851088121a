using SMail.Sdk.Storage;
using static SMail.Sdk.Server.LoginFindingCode;

namespace SMail.Sdk.Server;

/// <summary>Goes through what must be right for a login, in the order of a support page, and stops at the first thing that is not.</summary>
internal sealed class LoginDiagnostician(ServerContext context, AccountRows rows)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    public async Task<LoginDiagnosis> DiagnoseAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        // As the client half reads it: a bare name belongs to the first domain.
        _ = MailAddress.TryParse(name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{context.Router.FirstDomain}", out var address);
        var findings = new List<LoginFinding>();
        try
        {
            await context.WithinAsync(Time, token => FindAsync(address, findings, token), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            findings.Add(Of(ServiceDown, address));
        }

        return new LoginDiagnosis(findings);
    }

    private async ValueTask<bool> FindAsync(MailAddress? address, List<LoginFinding> findings, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Directory.FindAsync(address ?? MailAddress.Parse("health@probe.invalid"), cancellationToken).ConfigureAwait(false);
        findings.Add(Of(ServiceUp, address));
        return Add(findings, address is null ? Of(NotAnAddress, address) : Of(context.Router.IsInside(address) ? AddressHosted : DomainNotHosted, address))
            && Add(findings, Existence(address!, row))
            && Add(findings, Kind(row!))
            && await AddAccountAsync(findings, row!, cancellationToken).ConfigureAwait(false);
    }

    private LoginFinding Existence(MailAddress address, DirectoryRow? row) => row switch
    {
        null => Of(AccountUnknown, address),
        { Status: DirectoryStatus.Reserved, ReservedUntil: var until } => Of(context.Now < until ? NameReserved : ReservationLapsed, address, until),
        { Status: DirectoryStatus.Tombstone } => Of(AccountDeleted, address),
        _ => Of(AccountExists, address),
    };

    private LoginFinding Kind(DirectoryRow row) => row.AliasOf is { } owner
        ? Of(row.Status == DirectoryStatus.Active ? IsAlias : AliasRemoved, row.Address) with { Owner = owner }
        : Of(IsOwnAddress, row.Address);

    private async ValueTask<bool> AddAccountAsync(List<LoginFinding> findings, DirectoryRow row, CancellationToken cancellationToken)
    {
        var (login, _) = await rows.FindLoginAsync(row.Account, cancellationToken).ConfigureAwait(false);
        var (account, _) = await rows.FindAccountAsync(row.Account, cancellationToken).ConfigureAwait(false);
        // Its keys went, and its addresses are about to.
        if (login is null)
            return Add(findings, Of(AccountDeleted, row.Address));
        if (login is { Suspended: false, Reset: { } reset })
            return Add(findings, Of(ResetPending, row.Address, reset.ExpiresAt));
        if (!Add(findings, Of(row.Status == DirectoryStatus.Active && !login.Suspended ? IsActive : IsDeactivated, row.Address)))
            return false;
        // Of accounts that were made before this was kept, it is not known.
        if (account?.ConfirmedAt is { } first)
            Add(findings, Of(FirstLogin, row.Address, first));
        else if (account?.CreatedAt is not null)
            Add(findings, Of(NeverLoggedIn, row.Address));
        return Add(findings, login.PasswordChangedAt is { } changed ? Of(PasswordChanged, row.Address, changed) : Of(PasswordNeverChanged, row.Address));
    }

    private static bool Add(List<LoginFinding> findings, LoginFinding finding)
    {
        findings.Add(finding);
        return !finding.IsObstacle;
    }

    private LoginFinding Of(LoginFindingCode code, MailAddress? address, DateTimeOffset? at = null) => new(code) { Address = address, Realm = context.Realm, At = at };
}
