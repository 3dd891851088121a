using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>A door that turns every request and every answer into JSON and back, as a wire would. Keeps what crossed, for tests that look.</summary>
public sealed class SerialisingDoor(IMailServer inner) : IMailServer
{
    /// <summary>Sees each JSON text that crosses.</summary>
    public Action<string, byte[]>? OnCrossing { get; init; }

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

    private async ValueTask<Answer<T>> CallAsync<TRequest, T>(TRequest request, Func<TRequest, CancellationToken, ValueTask<Answer<T>>> call, CancellationToken cancellationToken) where T : class =>
        Cross(await call(Cross(request), cancellationToken));

    private T Cross<T>(T value)
    {
        var type = (JsonTypeInfo<T>)DoorContract.Json.GetTypeInfo(typeof(T));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        OnCrossing?.Invoke(typeof(T).Name, bytes);
        return JsonSerializer.Deserialize(bytes, type)!;
    }
}
