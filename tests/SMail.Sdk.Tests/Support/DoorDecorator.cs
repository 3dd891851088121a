using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>Stands before a door; every call passes its hooks, under the name of its request's type.</summary>
public sealed class DoorDecorator(IMailServer inner) : IMailServer
{
    public Hooks Hooks { get; } = new();

    public ValueTask<Answer<NameAvailability>> CheckNameAsync(CheckNameRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.CheckNameAsync, cancellationToken);

    public ValueTask<Answer<Reservation>> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.ReserveAsync, cancellationToken);

    public ValueTask<Answer<Done>> CompleteRegistrationAsync(CompleteRegistrationRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.CompleteRegistrationAsync, cancellationToken);

    public ValueTask<Answer<LoginParameters>> PreloginAsync(PreloginRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PreloginAsync, cancellationToken);

    public ValueTask<Answer<LoginGrant>> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.LoginAsync, cancellationToken);

    public ValueTask<Answer<Done>> LogoutAsync(LogoutRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.LogoutAsync, cancellationToken);

    public ValueTask<Answer<PasswordChangeTerms>> PreparePasswordChangeAsync(PreparePasswordChangeRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PreparePasswordChangeAsync, cancellationToken);

    public ValueTask<Answer<Done>> ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.ChangePasswordAsync, cancellationToken);

    public ValueTask<Answer<PreparedReset>> PrepareResetAsync(PrepareResetRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PrepareResetAsync, cancellationToken);

    public ValueTask<Answer<Done>> RedeemResetAsync(RedeemResetRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.RedeemResetAsync, cancellationToken);

    public ValueTask<Answer<LockedKeysList>> ListLockedKeysAsync(ListLockedKeysRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.ListLockedKeysAsync, cancellationToken);

    public ValueTask<Answer<UnlockedKeys>> UnlockKeysAsync(UnlockKeysRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.UnlockKeysAsync, cancellationToken);

    public ValueTask<Answer<RecoveryPhraseTerms>> PrepareRecoveryPhraseAsync(PrepareRecoveryPhraseRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PrepareRecoveryPhraseAsync, cancellationToken);

    public ValueTask<Answer<Done>> PutRecoveryPhraseAsync(PutRecoveryPhraseRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PutRecoveryPhraseAsync, cancellationToken);

    public ValueTask<Answer<PreparedRecovery>> PrepareRecoveryAsync(PrepareRecoveryRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PrepareRecoveryAsync, cancellationToken);

    public ValueTask<Answer<Done>> RecoverAsync(RecoverRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.RecoverAsync, cancellationToken);

    public ValueTask<Answer<RecordsAnswer>> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.GetRecordsAsync, cancellationToken);

    public ValueTask<Answer<Done>> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PutRecordsAsync, cancellationToken);

    public ValueTask<Answer<Done>> PublishCertificateAsync(PublishCertificateRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PublishCertificateAsync, cancellationToken);

    public ValueTask<Answer<DirectoryAnswer>> LookUpAsync(LookUpRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.LookUpAsync, cancellationToken);

    public ValueTask<Answer<Upload>> BeginUploadAsync(BeginUploadRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.BeginUploadAsync, cancellationToken);

    public ValueTask<Answer<Done>> PutSealedChunkAsync(PutSealedChunkRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PutSealedChunkAsync, cancellationToken);

    public ValueTask<Answer<Done>> PutOpenChunkAsync(PutOpenChunkRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.PutOpenChunkAsync, cancellationToken);

    public ValueTask<Answer<Done>> CompleteUploadAsync(CompleteUploadRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.CompleteUploadAsync, cancellationToken);

    public ValueTask<Answer<SubmissionReceipt>> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.SubmitAsync, cancellationToken);

    public ValueTask<Answer<EntryPage>> ListEntriesAsync(ListEntriesRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.ListEntriesAsync, cancellationToken);

    public ValueTask<Answer<MailboxEntry>> GetEntryAsync(GetEntryRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.GetEntryAsync, cancellationToken);

    public ValueTask<Answer<SealedChunk>> ReadBodyAsync(ReadBodyRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.ReadBodyAsync, cancellationToken);

    public ValueTask<Answer<Done>> DeleteEntryAsync(DeleteEntryRequest request, CancellationToken cancellationToken) => CallAsync(request, inner.DeleteEntryAsync, cancellationToken);

    private ValueTask<Answer<T>> CallAsync<TRequest, T>(TRequest request, Func<TRequest, CancellationToken, ValueTask<Answer<T>>> call, CancellationToken cancellationToken)
        where TRequest : DoorRequest
        where T : class =>
        Hooks.AroundAsync(typeof(TRequest).Name, [request], () => call(request, cancellationToken), cancellationToken);
}
