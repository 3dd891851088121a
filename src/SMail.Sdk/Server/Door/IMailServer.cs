namespace SMail.Sdk.Server;

/// <summary>The door: all that the client half ever asks of the server half. Arguments and answers are records that serialise with System.Text.Json.</summary>
/// <remarks>
/// It never sees a password, a private key or the plain text of internal mail. Content is <see cref="SealedBytes"/>,
/// <see cref="SealedChunk"/> or <see cref="SealedRecord"/>; only <see cref="OpenMessage"/> is plain, and named for it.
/// </remarks>
public interface IMailServer : IRegistrationDoor, ILoginDoor, IPasswordDoor, IResetDoor, IRecoveryDoor, IRecordDoor, IDirectoryDoor, ISubmissionDoor, IMailboxDoor;

/// <summary>Registration: a name is reserved, then completed within the reservation's time.</summary>
public interface IRegistrationDoor
{
    /// <summary>Says whether a name could be registered now.</summary>
    ValueTask<Answer<NameAvailability>> CheckNameAsync(CheckNameRequest request, CancellationToken cancellationToken);

    /// <summary>Reserves a name. The same token again gives the same answer.</summary>
    ValueTask<Answer<Reservation>> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken);

    /// <summary>Turns a reservation into an account. The same request again changes nothing.</summary>
    ValueTask<Answer<Done>> CompleteRegistrationAsync(CompleteRegistrationRequest request, CancellationToken cancellationToken);
}

/// <summary>Login. It does not tell who exists.</summary>
public interface ILoginDoor
{
    /// <summary>Says what is needed to derive a proof; for unknown addresses too.</summary>
    ValueTask<Answer<LoginParameters>> PreloginAsync(PreloginRequest request, CancellationToken cancellationToken);

    /// <summary>Checks a proof. Nothing wrapped is answered before it was verified.</summary>
    ValueTask<Answer<LoginGrant>> LoginAsync(LoginRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a login.</summary>
    ValueTask<Answer<Done>> LogoutAsync(LogoutRequest request, CancellationToken cancellationToken);
}

/// <summary>The life of a password after registration.</summary>
public interface IPasswordDoor
{
    /// <summary>Says what a new login record is to be made with; the old password is proven first.</summary>
    ValueTask<Answer<PasswordChangeTerms>> PreparePasswordChangeAsync(PreparePasswordChangeRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces the login record in one commit, and ends all other logins. The same request again changes nothing.</summary>
    ValueTask<Answer<Done>> ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellationToken);
}

/// <summary>A lost password, where the deployment has an answer to it.</summary>
public interface IResetDoor
{
    /// <summary>Says what a new login record is to be made with; the token is checked first.</summary>
    ValueTask<Answer<PreparedReset>> PrepareResetAsync(PrepareResetRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces login and keys in one commit, then shows the new certificate to others. The same request again changes nothing.</summary>
    ValueTask<Answer<Done>> RedeemResetAsync(RedeemResetRequest request, CancellationToken cancellationToken);

    /// <summary>Says what is needed to prove passwords from before resets.</summary>
    ValueTask<Answer<LockedKeysList>> ListLockedKeysAsync(ListLockedKeysRequest request, CancellationToken cancellationToken);

    /// <summary>Gives out the keys from before a reset to who is logged in and also proves the password of that time.</summary>
    ValueTask<Answer<UnlockedKeys>> UnlockKeysAsync(UnlockKeysRequest request, CancellationToken cancellationToken);
}

/// <summary>A lost password and a recovery phrase, where the deployment takes one. What is asked before login does not tell who exists, nor who has one.</summary>
public interface IRecoveryDoor
{
    /// <summary>Says what a recovery phrase is to be made with; the password is proven first.</summary>
    ValueTask<Answer<RecoveryPhraseTerms>> PrepareRecoveryPhraseAsync(PrepareRecoveryPhraseRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps what a recovery phrase is known by. The same request again changes nothing.</summary>
    ValueTask<Answer<Done>> PutRecoveryPhraseAsync(PutRecoveryPhraseRequest request, CancellationToken cancellationToken);

    /// <summary>Gives out what a phrase opens and what a new login record is to be made with; the phrase is proven first.</summary>
    ValueTask<Answer<PreparedRecovery>> PrepareRecoveryAsync(PrepareRecoveryRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces the login record in one commit, and ends all logins. The same request again changes nothing.</summary>
    ValueTask<Answer<Done>> RecoverAsync(RecoverRequest request, CancellationToken cancellationToken);
}

/// <summary>Records that only the account can open: its state, pins, drafts.</summary>
public interface IRecordDoor
{
    /// <summary>Reads records; one answer for each, in their order.</summary>
    ValueTask<Answer<RecordsAnswer>> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken);

    /// <summary>Writes records, in one commit: all of them, or none where one has another version than expected.</summary>
    ValueTask<Answer<Done>> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken);
}

/// <summary>Certificates of local addresses.</summary>
public interface IDirectoryDoor
{
    /// <summary>Looks addresses up; one answer for each, in their order.</summary>
    ValueTask<Answer<DirectoryAnswer>> LookUpAsync(LookUpRequest request, CancellationToken cancellationToken);

    /// <summary>Adds what the caller's own certificate has gained. The same again changes nothing.</summary>
    ValueTask<Answer<Done>> PublishCertificateAsync(PublishCertificateRequest request, CancellationToken cancellationToken);
}

/// <summary>Sending.</summary>
public interface ISubmissionDoor
{
    /// <summary>Starts the upload of a body too large to be sent within a submission, or of an open one.</summary>
    ValueTask<Answer<Upload>> BeginUploadAsync(BeginUploadRequest request, CancellationToken cancellationToken);

    /// <summary>Adds a piece of a sealed body. The same piece again changes nothing. Once it was answered the memory of the piece is the caller's again.</summary>
    ValueTask<Answer<Done>> PutSealedChunkAsync(PutSealedChunkRequest request, CancellationToken cancellationToken);

    /// <summary>Adds a piece of an open body; it is encrypted before it is stored. Pieces come once each, in their order.</summary>
    ValueTask<Answer<Done>> PutOpenChunkAsync(PutOpenChunkRequest request, CancellationToken cancellationToken);

    /// <summary>Ends an upload: a sealed body that is not one sealed packet is refused.</summary>
    ValueTask<Answer<Done>> CompleteUploadAsync(CompleteUploadRequest request, CancellationToken cancellationToken);

    /// <summary>Takes a message for delivery, in one commit: all of it or nothing. The same submission again changes nothing.</summary>
    ValueTask<Answer<SubmissionReceipt>> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken);
}

/// <summary>Reading.</summary>
public interface IMailboxDoor
{
    /// <summary>Lists a folder, newest first, a page at a time.</summary>
    ValueTask<Answer<EntryPage>> ListEntriesAsync(ListEntriesRequest request, CancellationToken cancellationToken);

    /// <summary>One entry, with its body where that is stored within it.</summary>
    ValueTask<Answer<MailboxEntry>> GetEntryAsync(GetEntryRequest request, CancellationToken cancellationToken);

    /// <summary>A range of the body of an entry.</summary>
    ValueTask<Answer<SealedChunk>> ReadBodyAsync(ReadBodyRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes an entry.</summary>
    ValueTask<Answer<Done>> DeleteEntryAsync(DeleteEntryRequest request, CancellationToken cancellationToken);
}
