using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Finds the mailbox behind an address: the account's own, the one an alias stands for, or the one that takes what nobody has.</summary>
internal sealed class MailboxFinder(ServerContext context, Confirmation confirmation)
{
    private readonly Dictionary<string, MailAddress> catchAll =
        context.Options.CatchAll.ToDictionary(pair => MailAddress.Parse($"postmaster@{pair.Key}").Domain, pair => MailAddress.Parse(pair.Value), StringComparer.Ordinal);

    /// <summary>The mailbox; null where the address stands for none.</summary>
    public async ValueTask<Mailbox?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        if (row is null && context.Options.PlusAddresses && address.LocalPart.IndexOf('+', StringComparison.Ordinal) is var plus and > 0
            && MailAddress.TryParse($"{address.LocalPart[..plus]}@{address.Domain}", out var before))
            row = await context.Storage.Directory.FindAsync(before, cancellationToken).ConfigureAwait(false);
        // A name that somebody had stays his: only what nobody ever had is caught.
        if ((row is null || HasLapsed(row)) && catchAll.TryGetValue(address.Domain, out var catcher) && catcher != address)
            row = await context.Storage.Directory.FindAsync(catcher, cancellationToken).ConfigureAwait(false);
        if (row is { Status: DirectoryStatus.Active, AliasOf: { } target, Account: var account })
            row = await context.Storage.Directory.FindAsync(target, cancellationToken).ConfigureAwait(false) is { } owner && owner.Account == account ? owner : null;
        if (row is null or { Status: DirectoryStatus.Reserved } or { AliasOf: not null })
            return null;
        // An account whose owner has not shown yet that he can log in is none so far.
        var isNone = row.Status == DirectoryStatus.Active && !await confirmation.TakesMailAsync(row.Account, cancellationToken).ConfigureAwait(false);
        return isNone ? null : new Mailbox(row, StateOf(row.Status));
    }

    private bool HasLapsed(DirectoryRow row) => row.Status == DirectoryStatus.Reserved && context.Now >= row.ReservedUntil;

    private MailboxState StateOf(DirectoryStatus status) => status switch
    {
        DirectoryStatus.Active => MailboxState.Open,
        DirectoryStatus.Deactivated when context.Options.DeactivatedMail == DeactivatedMail.Hold => MailboxState.Held,
        _ => MailboxState.Closed,
    };
}

/// <summary>What is done with mail to a mailbox.</summary>
internal enum MailboxState
{
    /// <summary>It is put in.</summary>
    Open,
    /// <summary>It waits at the sender's.</summary>
    Held,
    /// <summary>It is refused.</summary>
    Closed,
}

/// <summary>A mailbox that is, or was once.</summary>
/// <param name="Owner">The directory row of the account's own address.</param>
/// <param name="State">What is done with mail to it.</param>
internal sealed record Mailbox(DirectoryRow Owner, MailboxState State);
