using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Gives and takes aliases. An alias is one directory row; it names the account's own address and has no key of its own.</summary>
internal sealed class AliasDesk(ServerContext context, AccountRows rows)
{
    public async ValueTask AddAsync(MailAddress alias, MailAddress account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alias);
        if (!context.Router.IsInside(alias))
            throw new SMailException(SMailError.InvalidAddress, $"'{alias.Domain}' is not hosted here.");
        var owner = await rows.GetOwnerAsync(account, cancellationToken).ConfigureAwait(false);
        await context.Storage.Directory.UpdateAsync(alias, before => Add(before, alias, owner), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveAsync(MailAddress alias, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alias);
        await context.Storage.Directory.UpdateAsync(alias, Remove, cancellationToken).ConfigureAwait(false);

        DirectoryRow? Remove(DirectoryRow? before) => before switch
        {
            { AliasOf: not null, Status: DirectoryStatus.Active } => before with { Status = DirectoryStatus.Deactivated },
            { AliasOf: not null, Status: DirectoryStatus.Deactivated } => null,
            _ => throw new SMailException(SMailError.AccountNotFound, $"There is no alias '{alias}'."),
        };
    }

    private DirectoryRow? Add(DirectoryRow? before, MailAddress alias, DirectoryRow owner)
    {
        var isOwn = before is { AliasOf: { } target } && target == owner.Address && before.Account == owner.Account;
        if (isOwn && before!.Status == DirectoryStatus.Active)
            return null;
        var isFree = before is null || (before.Status == DirectoryStatus.Reserved && context.Now >= before.ReservedUntil);
        if (!isFree && !(isOwn && before!.Status == DirectoryStatus.Deactivated))
            throw new SMailException(SMailError.NameTaken, $"'{alias}' is taken.");
        return new DirectoryRow
        {
            Address = alias,
            Status = DirectoryStatus.Active,
            Epoch = 0,
            Account = owner.Account,
            ReservationHash = new TokenHash(""), // no token has it
            AliasOf = owner.Address,
        };
    }
}
