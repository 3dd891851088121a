using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Reserves names and turns reservations into accounts.</summary>
internal sealed class Registrar(ServerContext context, LoginDesk logins, LimitDesk limits, NewKeyCheck keys)
{
    public async ValueTask<NameAvailability> CheckNameAsync(CheckNameRequest request, CancellationToken cancellationToken)
    {
        CheckAddress(request.Address);
        await limits.CountNameCheckAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var row = await context.Storage.Directory.FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
        return new NameAvailability(row is null || HasLapsed(row));
    }

    public async ValueTask<Reservation> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken)
    {
        CheckAddress(request.Address);
        await limits.CountReservationAsync(request.Address, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var row = await context.Storage.Directory.FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
            var isOwn = row is { Status: DirectoryStatus.Reserved } && !HasLapsed(row) && row.ReservationHash.Matches(request.ReservationToken.Hash);
            // A completion that was broken off left rows behind under keys that the client may have lost: it starts again as another account.
            if (isOwn && !await logins.ExistsAsync(row!.Account, cancellationToken).ConfigureAwait(false))
                return ToReservation(row);
            if (row is not null && !isOwn && !HasLapsed(row))
                throw new SMailException(SMailError.NameTaken, $"'{request.Address.LocalPart}' is taken.");

            var reserved = new DirectoryRow
            {
                Address = request.Address,
                Status = DirectoryStatus.Reserved,
                Epoch = (row?.Epoch ?? 0) + 1,
                Account = Id.Generate<AccountId>(),
                ReservationHash = request.ReservationToken.Hash,
                ReservedUntil = isOwn ? row!.ReservedUntil : context.Now + context.Options.ReservationTime,
            };
            if (await context.Storage.Directory.CompareAndSwapAsync(reserved, cancellationToken).ConfigureAwait(false))
                return ToReservation(reserved);
        }
    }

    public async ValueTask<Done> CompleteAsync(CompleteRegistrationRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await context.Storage.Directory.FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
            if (row is not { Status: DirectoryStatus.Reserved or DirectoryStatus.Active } || !row.ReservationHash.Matches(request.ReservationToken.Hash) || HasLapsed(row))
                throw new SMailException(SMailError.ReservationLapsed, "The reservation has lapsed; reserve the name again.");
            await keys.CheckAsync(request.Address, row.Account, request.Certificate, request.KeySignature, cancellationToken).ConfigureAwait(false);
            await logins.CreateAsync(row.Account, request, row.ReservedUntil ?? context.Now, cancellationToken).ConfigureAwait(false);
            if (row.Status == DirectoryStatus.Active)
                return row.Certificates[^1] == request.Certificate ? Done.Value : throw LoginDesk.AlreadyRegistered();

            // The account's own rows are written by now. Should the process stop here, completing again goes on from this line.
            var active = row with { Status = DirectoryStatus.Active, Epoch = row.Epoch + 1, ReservedUntil = null, Certificates = [request.Certificate] };
            // The last step is not broken off.
            if (await context.Storage.Directory.CompareAndSwapAsync(active, CancellationToken.None).ConfigureAwait(false))
                return Done.Value;
        }
    }

    private bool HasLapsed(DirectoryRow row) => row.Status == DirectoryStatus.Reserved && context.Now >= row.ReservedUntil;

    private Reservation ToReservation(DirectoryRow row) =>
        new(row.Account, row.ReservedUntil!.Value, logins.ParametersFor(row.Address), logins.ShareOf(row.Account, LoginDesk.FirstGeneration), logins.ShareVersion);

    private void CheckAddress(MailAddress address)
    {
        if (!context.Router.IsInside(address))
            throw new SMailException(SMailError.InvalidAddress, $"'{address.Domain}' is not hosted here.");
        _ = Username.Parse(address.LocalPart);
    }
}
