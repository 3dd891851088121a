using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Checks login proofs and access tokens. Every failed login takes the same path to the same error.</summary>
internal sealed class LoginDesk(ServerContext context, RecordDesk records, LimitDesk limits, DeviceDesk devices, Confirmation confirmation)
{
    public const ulong FirstGeneration = 1;
    public static readonly RowKey LoginKey = new(RowKind.Login, LoginRow.RowId);
    private static readonly RowKey SecretKeysKey = new(RowKind.Record, RecordId.SecretKeys.Value);
    private static readonly RowKey AccountKey = new(RowKind.Account, AccountRow.RowId);
    private static readonly RowKey RegistrationKey = new(RowKind.Registration, RegistrationRow.RowId);
    private readonly RowValue decoy = DecoyLogin.Create(context.Options.Kdf);
    private readonly AnswerStep step = new(context.Options.LoginAnswerStep);
    private volatile bool hasDecoy;

    public LoginParameters ParametersFor(MailAddress address) => new(
        LoginProtocol.Verifier,
        context.Options.Kdf,
        Id.FromBytes<AccountSalt>(ServerDerivations.AccountSalt(context.Secrets.Get(ServerSecretKind.Decoy, 1).Span, context.Realm, address)));

    public int ShareVersion => context.Secrets.CurrentVersion(ServerSecretKind.Sigma);

    public KeyShare ShareOf(AccountId account, ulong generation) => ShareOf(account, generation, ShareVersion);

    /// <summary>Writes the rows of a new account. The same request again changes nothing; another one is refused.</summary>
    /// <param name="account">The account.</param>
    /// <param name="request">The request.</param>
    /// <param name="reservedUntil">When to see whether the account came to be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask CreateAsync(AccountId account, CompleteRegistrationRequest request, DateTimeOffset reservedUntil, CancellationToken cancellationToken)
    {
        if (request.Login != ParametersFor(request.Address) || !context.Secrets.Has(ServerSecretKind.Sigma, request.ShareVersion))
            throw new SMailException(SMailError.InvalidRequest, "The registration was made with other parameters than the reservation's.");
        var pepper = context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        var login = new LoginRow
        {
            Address = request.Address,
            Login = request.Login,
            ShareVersion = request.ShareVersion,
            PepperVersion = pepper,
            Generation = FirstGeneration,
            Epoch = 1,
            Verifier = Verifier(pepper, request.Proof),
            WrappedAccountKey = request.WrappedAccountKey,
        };
        var about = new AccountRow { CreatedAt = context.Now, Newsletter = request.Newsletter, Contact = new ContactSeal(context.Secrets).Seal(account, request.Contact) };
        var registration = new Row(RegistrationKey, RowCodec.Encode(new RegistrationRow(request.Address), RowJson.Default.RegistrationRow)) { Due = reservedUntil };
        var commit = new PartitionCommit(Id.Generate<CommitId>(),
        [
            new PutRow(new Row(LoginKey, RowCodec.Encode(login, RowJson.Default.LoginRow)), Precondition.Absent),
            new PutRow(new Row(SecretKeysKey, RowCodec.Encode(new RecordRow(request.SecretKeys), RowJson.Default.RecordRow)), Precondition.Absent),
            new PutRow(new Row(AccountKey, RowCodec.Encode(about, RowJson.Default.AccountRow)), Precondition.Absent),
            new PutRow(registration, Precondition.None),
        ]);
        var result = await context.Storage.Accounts.CommitAsync(account, commit, cancellationToken).ConfigureAwait(false);
        if (result is Conflict && !await IsSameAsync(account, request, cancellationToken).ConfigureAwait(false))
            throw AlreadyRegistered();
    }

    public static SMailException AlreadyRegistered() =>
        new(SMailError.AlreadyRegistered, "This registration was completed before with another password or key: log in with that password, or reserve again with the same token.");

    /// <summary>Whether an account's rows are written, be it active or not yet.</summary>
    public async ValueTask<bool> ExistsAsync(AccountId account, CancellationToken cancellationToken) =>
        await FindRowAsync(account, LoginKey, cancellationToken).ConfigureAwait(false) is not null;

    public ValueTask<LoginParameters> PreloginAsync(PreloginRequest request, CancellationToken cancellationToken) =>
        step.AlwaysAsync(() => PreloginCoreAsync(request, cancellationToken), cancellationToken);

    public ValueTask<LoginGrant> LoginAsync(LoginRequest request, CancellationToken cancellationToken) =>
        step.OnFailureAsync(() => LoginCoreAsync(request, cancellationToken), cancellationToken);

    private async ValueTask<LoginParameters> PreloginCoreAsync(PreloginRequest request, CancellationToken cancellationToken)
    {
        await limits.CountLoginCallAsync(cancellationToken).ConfigureAwait(false);
        var (_, login, _) = await FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
        return ParametersFor(request.Address) with { Kdf = login?.Login.Kdf ?? context.Options.Kdf };
    }

    private async ValueTask<LoginGrant> LoginCoreAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        await limits.CountLoginCallAsync(cancellationToken).ConfigureAwait(false);
        var (account, login, _) = await FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var known = await devices.FindAsync(account, request.Device, cancellationToken).ConfigureAwait(false);
        var attempt = await limits.BeginAttemptAsync(request.Address, known?.Hash, cancellationToken).ConfigureAwait(false);
        CheckProof(login, request.Proof);
        await limits.SucceededAsync(attempt, cancellationToken).ConfigureAwait(false);
        var keys = await records.FindAsync(account, RecordId.SecretKeys, cancellationToken).ConfigureAwait(false);
        var state = await records.FindAsync(account, RecordId.State, cancellationToken).ConfigureAwait(false);
        // What is answered must be of one moment: a change of the password in between would look like a rollback.
        var now = await FindRowAsync(account, LoginKey, cancellationToken).ConfigureAwait(false);
        if (keys.Record is null || now is null)
            throw new StorageException(StorageError.Corrupt, "An account has no keys.");
        if (RowCodec.Decode(now.Row.Value, RowJson.Default.LoginRow).Epoch != login.Epoch)
            throw new SMailException(SMailError.ServerUnavailable, "The password was changed at this moment; log in again.");
        var token = AccessToken.Generate(account);
        var expires = context.Now + context.Options.LoginTime;
        var session = new Row(SessionKey(token.Hash), RowCodec.Encode(new SessionRow(login.Address, token.Hash, expires) { Epoch = login.Epoch }, RowJson.Default.SessionRow)) { Due = expires };
        var (device, deviceWrites) = await devices.RememberAsync(account, known, cancellationToken).ConfigureAwait(false);
        CommitResult result;
        do
        {
            var confirmed = await confirmation.ConfirmAsync(account, cancellationToken).ConfigureAwait(false);
            var commit = new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(session, Precondition.None), .. deviceWrites, .. confirmed]);
            result = await context.Storage.Accounts.CommitAsync(account, commit, cancellationToken).ConfigureAwait(false);
        }
        while (result is Conflict);
        return new LoginGrant
        {
            Token = token,
            ExpiresAt = expires,
            Share = ShareOf(account, login.Generation, login.ShareVersion),
            WrappedAccountKey = login.WrappedAccountKey,
            SecretKeys = keys.Record,
            Device = device,
            State = state.Record is null ? null : state,
            LockedSets = login.LockedSets,
            Upgrade = IsBelowPolicy(login) ? context.Options.Kdf : null,
        };
    }

    public async ValueTask<Done> LogoutAsync(LogoutRequest request, CancellationToken cancellationToken)
    {
        await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        var commit = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(SessionKey(request.Token.Hash), Precondition.None)]);
        await context.Storage.Accounts.CommitAsync(request.Token.Account, commit, cancellationToken).ConfigureAwait(false);
        return Done.Value;
    }

    /// <summary>The account a token stands for.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.SessionEnded"/>.</exception>
    public async ValueTask<Caller> AuthorizeAsync(AuthorizedRequest request, CancellationToken cancellationToken)
    {
        var hash = request.Token.Hash;
        var row = await FindRowAsync(request.Token.Account, SessionKey(hash), cancellationToken).ConfigureAwait(false);
        var session = row is null ? null : RowCodec.Decode(row.Row.Value, RowJson.Default.SessionRow);
        if (session is null || !session.Token.Matches(hash) || context.Now >= session.ExpiresAt || !await IsKeptAsync(request.Token.Account, session, cancellationToken).ConfigureAwait(false))
            throw new SMailException(SMailError.SessionEnded, "The login has ended; log in again.");
        return new Caller(request.Token.Account, session.Address);
    }

    /// <summary>Whether a stored cost is below the deployment's; a lower one is asked of nobody.</summary>
    public bool IsBelowPolicy(LoginRow login) => login.Login.Kdf is var kdf && context.Options.Kdf is var policy
        && kdf.MemoryKiB <= policy.MemoryKiB && kdf.Passes <= policy.Passes && kdf != policy;

    /// <summary>Checks a proof in the same time whether there is a login or not.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.LoginFailed"/>.</exception>
    public void CheckProof([NotNull] LoginRow? login, LoginProof proof)
    {
        var pepper = login?.PepperVersion ?? context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        var matches = Verifier(pepper, proof).Matches(login?.Verifier ?? TokenHash.Of(""));
        if (login is null || !matches)
            throw new SMailException(SMailError.LoginFailed, "Name or password is wrong.");
    }

    public TokenHash Verifier(int pepperVersion, LoginProof proof) =>
        new(Convert.ToHexString(ServerDerivations.Verifier(context.Secrets.Get(ServerSecretKind.Pepper, pepperVersion).Span, proof)));

    /// <summary>Refuses a new login record that was made with other terms than an account of this generation is told.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>.</exception>
    public void CheckTerms(MailAddress address, INewLogin request, ulong generation)
    {
        if (request.Login != ParametersFor(address) || !context.Secrets.Has(ServerSecretKind.Sigma, request.ShareVersion) || request.Generation != generation)
            throw new SMailException(SMailError.InvalidRequest, "The change was made with other parameters than it was told.");
    }

    /// <summary>The login record under another password.</summary>
    public LoginRow Replace(LoginRow before, INewLogin request)
    {
        var pepper = context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        return before with
        {
            Login = request.Login,
            ShareVersion = request.ShareVersion,
            PepperVersion = pepper,
            Generation = request.Generation,
            Epoch = request.Epoch,
            Verifier = Verifier(pepper, request.NewProof),
            WrappedAccountKey = request.WrappedAccountKey,
        };
    }

    /// <summary>Whether a login record was made by this very request.</summary>
    public bool IsMadeBy(LoginRow login, INewLogin request) => login.Epoch == request.Epoch && login.Generation == request.Generation
        && login.WrappedAccountKey == request.WrappedAccountKey && Verifier(login.PepperVersion, request.NewProof).Matches(login.Verifier);

    // Whoever was suspended or deleted meanwhile is out at once.
    private async ValueTask<bool> IsKeptAsync(AccountId account, SessionRow session, CancellationToken cancellationToken) =>
        await FindRowAsync(account, LoginKey, cancellationToken).ConfigureAwait(false) is { } row && RowCodec.Decode(row.Row.Value, RowJson.Default.LoginRow).Keeps(session);

    /// <summary>The login of an address; null where nobody may log in there.</summary>
    /// <remarks>An address nobody has costs as much as one that somebody has: the row that is read for it is a decoy's, under an account id that is nobody's.</remarks>
    public async ValueTask<(AccountId Account, LoginRow? Login, long Version)> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        var account = row is { Status: DirectoryStatus.Active, AliasOf: null } ? row.Account : default;
        var (login, version) = await ReadAsync(account, cancellationToken).ConfigureAwait(false);
        return (account, login is { Suspended: false, Reset: null } ? login : null, version);
    }

    /// <summary>The login of an account; null where there is none, and for the account id zero, of which the decoy is read.</summary>
    public async ValueTask<(LoginRow? Login, long Version)> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        await KeepDecoyAsync(cancellationToken).ConfigureAwait(false);
        var stored = await FindRowAsync(account, LoginKey, cancellationToken).ConfigureAwait(false);
        var login = RowCodec.Decode(stored?.Row.Value ?? decoy, RowJson.Default.LoginRow);
        return (account == default || stored is null ? null : login, stored?.Version ?? 0);
    }

    private async ValueTask KeepDecoyAsync(CancellationToken cancellationToken)
    {
        if (hasDecoy)
            return;
        var put = new PutRow(new Row(LoginKey, decoy), Precondition.SkipIfPresent);
        await context.Storage.Accounts.CommitAsync(default, new PartitionCommit(Id.Generate<CommitId>(), [put]), cancellationToken).ConfigureAwait(false);
        hasDecoy = true;
    }

    private async ValueTask<bool> IsSameAsync(AccountId account, CompleteRegistrationRequest request, CancellationToken cancellationToken)
    {
        var stored = await FindRowAsync(account, LoginKey, cancellationToken).ConfigureAwait(false);
        var keys = await FindRowAsync(account, SecretKeysKey, cancellationToken).ConfigureAwait(false);
        if (stored is null || keys is null)
            return false;
        var login = RowCodec.Decode(stored.Row.Value, RowJson.Default.LoginRow);
        return Verifier(login.PepperVersion, request.Proof).Matches(login.Verifier)
            && login.WrappedAccountKey == request.WrappedAccountKey
            && RowCodec.Decode(keys.Row.Value, RowJson.Default.RecordRow).Record == request.SecretKeys;
    }

    private ValueTask<StoredRow?> FindRowAsync(AccountId account, RowKey key, CancellationToken cancellationToken) =>
        context.Storage.Accounts.FindAsync(account, key, cancellationToken);

    public KeyShare ShareOf(AccountId account, ulong generation, int version)
    {
        var share = ServerDerivations.Sigma(context.Secrets.Get(ServerSecretKind.Sigma, version).Span, account, generation);
        try
        {
            return KeyShare.FromBytes(share);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(share);
        }
    }

    private static RowKey SessionKey(TokenHash hash) => new(RowKind.Session, hash.ToGuid());
}

/// <summary>Who makes a call after login.</summary>
internal sealed record Caller(AccountId Account, MailAddress Address);
