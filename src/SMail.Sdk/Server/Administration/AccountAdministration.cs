using Microsoft.Extensions.Logging;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

internal sealed partial class AccountAdministration(ServerContext context, AccountEraser eraser, DeadLetters deadLetters) : IAccountAdministration
{
    private const int MaxPlan = 100;
    private readonly AccountRows rows = new(context);

    public Task<Page<AddressInfo>> ListAsync(string? domain = null, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) => WithinAsync(async token =>
    {
        var filter = new DirectoryFilter { Domain = domain is null ? null : MailAddress.Parse($"postmaster@{domain}").Domain };
        var page = await context.Storage.Directory.ListAsync(filter, cursor, limit, token).ConfigureAwait(false);
        return new Page<AddressInfo>([.. page.Items.Select(row => new AddressInfo(row.Address, row.Account, row.Status, row.AliasOf, row.ReservedUntil))], page.Next);
    }, cancellationToken);

    public Task<AccountInfo> GetAsync(MailAddress account, CancellationToken cancellationToken = default) => WithinAsync(async token =>
    {
        var owner = await rows.GetOwnerAsync(account, token).ConfigureAwait(false);
        var aliases = await rows.ListAliasesAsync(owner.Account, token).ConfigureAwait(false);
        var (login, _) = await rows.FindLoginAsync(owner.Account, token).ConfigureAwait(false);
        var known = (await rows.FindAccountAsync(owner.Account, token).ConfigureAwait(false)).Value ?? new AccountRow();
        return new AccountInfo
        {
            Address = owner.Address,
            Account = owner.Account,
            IsActive = owner.Status == DirectoryStatus.Active,
            Aliases = [.. aliases.Where(row => row.Status == DirectoryStatus.Active).Select(row => row.Address)],
            Plan = known.Plan,
            Newsletter = known.Newsletter,
            CreatedAt = known.CreatedAt,
            ConfirmedAt = known.ConfirmedAt,
            PasswordChangedAt = login?.PasswordChangedAt,
            ResetUntil = login?.Reset?.ExpiresAt,
        };
    }, cancellationToken);

    public Task<ContactDetails?> ReadContactAsync(MailAddress account, string purpose, CancellationToken cancellationToken = default) => WithinAsync(async token =>
    {
        var owner = await rows.GetOwnerAsync(account, token).ConfigureAwait(false);
        return await new ContactDesk(context).ReadAsync(owner.Account, purpose, token).ConfigureAwait(false);
    }, cancellationToken);

    public Task<Page<DeadLetter>> ListDeadLettersAsync(MailAddress account, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) => WithinAsync(async token =>
        await deadLetters.ListAsync((await rows.GetOwnerAsync(account, token).ConfigureAwait(false)).Account, cursor, limit, token).ConfigureAwait(false), cancellationToken);

    public Task<bool> ReplayDeadLetterAsync(MailAddress account, Guid deadLetter, CancellationToken cancellationToken = default) => WithinAsync(async token =>
        await deadLetters.ReplayAsync((await rows.GetOwnerAsync(account, token).ConfigureAwait(false)).Account, deadLetter, token).ConfigureAwait(false), cancellationToken);

    public Task SetPlanAsync(MailAddress account, string? plan, CancellationToken cancellationToken = default)
    {
        if (plan is not null && (string.IsNullOrWhiteSpace(plan) || plan.Length > MaxPlan || plan.Any(char.IsControl)))
            throw new SMailException(SMailError.InvalidRequest, $"The name of a plan has 1 to {MaxPlan} characters, none of them control characters.");
        return WithinAsync(async token =>
        {
            var owner = await rows.GetOwnerAsync(account, token).ConfigureAwait(false);
            while (!await TrySetPlanAsync(owner.Account, plan, token).ConfigureAwait(false))
                token.ThrowIfCancellationRequested();
            return owner.Account;
        }, cancellationToken);
    }

    public Task AddAliasAsync(MailAddress alias, MailAddress account, CancellationToken cancellationToken = default) => WithinAsync(async token =>
    {
        await new AliasDesk(context, rows).AddAsync(alias, account, token).ConfigureAwait(false);
        return alias;
    }, cancellationToken);

    public Task RemoveAliasAsync(MailAddress alias, CancellationToken cancellationToken = default) => WithinAsync(async token =>
    {
        await new AliasDesk(context, rows).RemoveAsync(alias, token).ConfigureAwait(false);
        return alias;
    }, cancellationToken);

    public async Task DeactivateAsync(MailAddress account, CancellationToken cancellationToken = default)
    {
        var done = await WithinAsync(token => new SuspensionDesk(context, rows).SetAsync(account, isActive: false, token), cancellationToken).ConfigureAwait(false);
        LogDeactivated(context.Logger, done);
    }

    public async Task ActivateAsync(MailAddress account, CancellationToken cancellationToken = default)
    {
        var done = await WithinAsync(token => new SuspensionDesk(context, rows).SetAsync(account, isActive: true, token), cancellationToken).ConfigureAwait(false);
        LogActivated(context.Logger, done);
    }

    // A large mailbox takes its time.
    public async Task DeleteAsync(MailAddress account, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var done = await eraser.DeleteAsync(account, cancellationToken).ConfigureAwait(false);
        LogDeleted(context.Logger, done);
    }

    public async Task<ResetToken> IssueResetAsync(MailAddress account, CancellationToken cancellationToken = default)
    {
        var (done, token) = await WithinAsync(stop => new ResetIssuer(context, rows).IssueAsync(account, stop), cancellationToken).ConfigureAwait(false);
        LogReset(context.Logger, done);
        return token;
    }

    public Task<LoginDiagnosis> DiagnoseLoginAsync(string name, CancellationToken cancellationToken = default) =>
        new LoginDiagnostician(context, rows).DiagnoseAsync(name, cancellationToken);

    private async ValueTask<bool> TrySetPlanAsync(AccountId account, string? plan, CancellationToken cancellationToken)
    {
        var (known, version) = await rows.FindAccountAsync(account, cancellationToken).ConfigureAwait(false);
        var value = RowCodec.Encode((known ?? new AccountRow()) with { Plan = plan }, RowJson.Default.AccountRow);
        var write = new PutRow(new Row(AccountRows.AccountKey, value), known is null ? Precondition.Absent : Precondition.Version(version));
        return await context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), [write]), cancellationToken).ConfigureAwait(false) is not Conflict;
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await context.WithinAsync(context.Options.RequestTime, work, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.Code == StorageError.InvalidArgument)
        {
            throw new SMailException(SMailError.InvalidRequest, e.Message, e);
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Information, Message = "Account {Account} was deactivated.")]
    private static partial void LogDeactivated(ILogger logger, AccountId account);

    [LoggerMessage(EventId = 31, Level = LogLevel.Information, Message = "Account {Account} was activated.")]
    private static partial void LogActivated(ILogger logger, AccountId account);

    [LoggerMessage(EventId = 33, Level = LogLevel.Information, Message = "The login of account {Account} was ended, and a reset token issued.")]
    private static partial void LogReset(ILogger logger, AccountId account);

    [LoggerMessage(EventId = 32, Level = LogLevel.Information, Message = "Account {Account} was deleted.")]
    private static partial void LogDeleted(ILogger logger, AccountId account);
}
