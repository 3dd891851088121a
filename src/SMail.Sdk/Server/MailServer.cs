using Microsoft.Extensions.Logging;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>The server half in process: the door, and behind it one desk per facet.</summary>
internal sealed partial class MailServer : IMailServer, IDisposable
{
    private readonly ServerContext context;
    private readonly LoginDesk logins;
    private readonly RecordDesk records;
    private readonly PasswordDesk passwords;
    private readonly ResetDesk resets;
    private readonly LockedKeysDesk lockedKeys;
    private readonly PhraseDesk phrases;
    private readonly RecoveryDesk recoveries;
    private readonly Publisher publisher;
    private readonly Registrar registrar;
    private readonly UploadDesk uploads;
    private readonly SubmissionDesk submissions;
    private readonly MailboxDesk mailboxes;
    private readonly MailboxFinder finder;
    private readonly Inbox inbox;

    public MailServer(ServerContext context)
    {
        this.context = context;
        var openBodies = new OpenBody(context.Storage.Blobs, context.Secrets);
        var holds = new BlobHolds(context.Storage);
        var confirmation = new Confirmation(context);
        finder = new MailboxFinder(context, confirmation);
        var eraser = new AccountEraser(context, holds);
        var entries = new EntryWriter(context, holds);
        var (recipients, sealer, outside, deadLetters) = (new RecipientFinder(context, finder), new ArrivalSealer(context), new OutsideDelivery(context, openBodies), new DeadLetters(context, holds));
        inbox = new Inbox(context, recipients, sealer, entries);
        var end = new DeliveryEnd(context, holds, new ReportWriter(context, recipients, sealer, entries, openBodies));
        Pump = new OutboxPump(context, new DeliveryWork(context, new InsideDelivery(context, finder, holds), outside, holds, end), outside, holds, entries, deadLetters, new ReservationSweep(context, eraser), eraser);
        Administration = new AccountAdministration(context, eraser, deadLetters);
        var limits = new LimitDesk(context);
        records = new RecordDesk(context);
        logins = new LoginDesk(context, records, limits, new DeviceDesk(context), confirmation);
        passwords = new PasswordDesk(context, logins, limits);
        publisher = new Publisher(context);
        var keys = new NewKeyCheck(context);
        registrar = new Registrar(context, logins, limits, keys);
        resets = new ResetDesk(context, logins, limits, keys);
        lockedKeys = new LockedKeysDesk(context, logins, limits);
        phrases = new PhraseDesk(context, logins, passwords);
        recoveries = new RecoveryDesk(context, logins, records, limits);
        uploads = new UploadDesk(context, openBodies);
        submissions = new SubmissionDesk(context, uploads, openBodies, Pump, holds, new SendingDesk(context));
        mailboxes = new MailboxDesk(context, holds);
    }

    public OutboxPump Pump { get; }

    /// <summary>Beside the door, never through it.</summary>
    public IInbox Inbox => inbox;

    /// <summary>Beside the door, never through it.</summary>
    public IAccountAdministration Administration { get; }

    public ServerContext Context => context;

    public ValueTask<Answer<NameAvailability>> CheckNameAsync(CheckNameRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, registrar.CheckNameAsync, cancellationToken);

    public ValueTask<Answer<Reservation>> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, registrar.ReserveAsync, cancellationToken);

    public ValueTask<Answer<Done>> CompleteRegistrationAsync(CompleteRegistrationRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, registrar.CompleteAsync, cancellationToken);

    public ValueTask<Answer<LoginParameters>> PreloginAsync(PreloginRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, logins.PreloginAsync, cancellationToken);

    public ValueTask<Answer<LoginGrant>> LoginAsync(LoginRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, logins.LoginAsync, cancellationToken);

    public ValueTask<Answer<Done>> LogoutAsync(LogoutRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, logins.LogoutAsync, cancellationToken);

    public ValueTask<Answer<PasswordChangeTerms>> PreparePasswordChangeAsync(PreparePasswordChangeRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => passwords.PrepareAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<Done>> ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => passwords.ChangeAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<PreparedReset>> PrepareResetAsync(PrepareResetRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, resets.PrepareAsync, cancellationToken);

    public ValueTask<Answer<Done>> RedeemResetAsync(RedeemResetRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, resets.RedeemAsync, cancellationToken);

    public ValueTask<Answer<LockedKeysList>> ListLockedKeysAsync(ListLockedKeysRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => lockedKeys.ListAsync(caller, token), cancellationToken);

    public ValueTask<Answer<UnlockedKeys>> UnlockKeysAsync(UnlockKeysRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => lockedKeys.UnlockAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<RecoveryPhraseTerms>> PrepareRecoveryPhraseAsync(PrepareRecoveryPhraseRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => phrases.PrepareAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<Done>> PutRecoveryPhraseAsync(PutRecoveryPhraseRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => phrases.PutAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<PreparedRecovery>> PrepareRecoveryAsync(PrepareRecoveryRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, recoveries.PrepareAsync, cancellationToken);

    public ValueTask<Answer<Done>> RecoverAsync(RecoverRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, recoveries.RecoverAsync, cancellationToken);

    public ValueTask<Answer<RecordsAnswer>> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => records.GetAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<Done>> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => records.PutAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<Done>> PublishCertificateAsync(PublishCertificateRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => publisher.PublishAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<DirectoryAnswer>> LookUpAsync(LookUpRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (_, token) => LookUpCoreAsync(request, token), cancellationToken);

    public ValueTask<Answer<Upload>> BeginUploadAsync(BeginUploadRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (_, _) => ValueTask.FromResult(UploadDesk.Begin()), cancellationToken);

    public ValueTask<Answer<Done>> PutSealedChunkAsync(PutSealedChunkRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (_, token) => uploads.PutSealedAsync(request, token), cancellationToken);

    public ValueTask<Answer<Done>> PutOpenChunkAsync(PutOpenChunkRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (_, token) => uploads.PutOpenAsync(request, token), cancellationToken);

    public ValueTask<Answer<Done>> CompleteUploadAsync(CompleteUploadRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (_, token) => uploads.CompleteAsync(request, token), cancellationToken);

    public ValueTask<Answer<SubmissionReceipt>> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => submissions.SubmitAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<EntryPage>> ListEntriesAsync(ListEntriesRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => mailboxes.ListAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<MailboxEntry>> GetEntryAsync(GetEntryRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => mailboxes.GetAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<SealedChunk>> ReadBodyAsync(ReadBodyRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => mailboxes.ReadBodyAsync(request, caller, token), cancellationToken);

    public ValueTask<Answer<Done>> DeleteEntryAsync(DeleteEntryRequest request, CancellationToken cancellationToken) =>
        AnswerAuthorizedAsync(request, (caller, token) => mailboxes.DeleteAsync(request, caller, token), cancellationToken);

    public void Dispose() => inbox.Dispose();

    private async ValueTask<DirectoryAnswer> LookUpCoreAsync(LookUpRequest request, CancellationToken cancellationToken)
    {
        if (request.Addresses is null || request.Addresses.Contains(null!))
            throw new SMailException(SMailError.InvalidRequest, "An address is missing.");
        if (request.Addresses.Count > LookUpRequest.MaxAddresses)
            throw new SMailException(SMailError.InvalidRequest, $"At most {LookUpRequest.MaxAddresses} addresses are looked up at once.");
        var entries = new List<DirectoryEntry>(request.Addresses.Count);
        foreach (var address in request.Addresses)
        {
            var mailbox = await finder.FindAsync(address, cancellationToken).ConfigureAwait(false);
            entries.Add(mailbox is null ? new DirectoryEntry(address, []) : new DirectoryEntry(address, mailbox.Owner.Certificates)
            {
                AliasOf = mailbox.Owner.Address == address ? null : mailbox.Owner.Address,
                IsClosed = mailbox.State == MailboxState.Closed,
            });
        }

        return new DirectoryAnswer(entries);
    }

    private ValueTask<Answer<T>> AnswerAuthorizedAsync<T>(AuthorizedRequest request, Func<Caller, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) where T : class =>
        AnswerAsync(request, async (r, token) => await work(await logins.AuthorizeAsync(r, token).ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken);

    // Exceptions end here: what goes out is a code and a sentence.
    private async ValueTask<Answer<T>> AnswerAsync<TRequest, T>(TRequest request, Func<TRequest, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
        where TRequest : DoorRequest
        where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.ContractVersion != DoorRequest.CurrentVersion)
            return Refuse(SMailError.ContractVersion, $"This server speaks version {DoorRequest.CurrentVersion} of the contract.");
        try
        {
            var answer = await context.WithinAsync(context.Options.RequestTime, token => work(request, token), cancellationToken).ConfigureAwait(false);
            return new Answer<T>(request.RequestId, answer, null);
        }
        catch (SMailException e)
        {
            return Refuse(e.Code, e.Message, e.RetryAfter);
        }
        catch (StorageException e) when (e.Code is StorageError.InvalidArgument or StorageError.BlobNotFound)
        {
            return Refuse(SMailError.InvalidRequest, e.Message);
        }
        catch (StorageException e)
        {
            LogStorage(context.Logger, typeof(TRequest).Name, e.Code);
            return Refuse(SMailError.ServerUnavailable, "The storage failed; the same call may be made again.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFault(context.Logger, typeof(TRequest).Name, e.GetType().Name);
            return Refuse(SMailError.ServerUnavailable, "The server failed; the same call may be made again.");
        }

        Answer<T> Refuse(SMailError code, string message, TimeSpan? retryAfter = null) => new(request.RequestId, null, new DoorError(code, message) { RetryAfter = retryAfter });
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "{Request} failed in storage: {Code}.")]
    private static partial void LogStorage(ILogger logger, string request, StorageError code);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "{Request} failed: {Fault}.")]
    private static partial void LogFault(ILogger logger, string request, string fault);
}
