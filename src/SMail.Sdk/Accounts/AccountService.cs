using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

internal sealed class AccountService(ClientContext context, ILoginProtocol protocol, MachineCheck machine, PasswordChanger passwords, PasswordResetter resets, LegacyUnlocker legacy, PhraseRecovery recovery) : IAccountService
{

    public async Task<NameCheck> CheckNameAsync(string name, CancellationToken cancellationToken = default)
    {
        var (local, domain) = Split(name);
        if (Username.Check(local) is { } rule)
            return new NameCheck(false, rule);
        var answer = await context.Server.CheckNameAsync(new CheckNameRequest(MailAddress.Parse($"{local}@{domain}")), cancellationToken).ValueAsync().ConfigureAwait(false);
        return new NameCheck(answer.IsAvailable, null);
    }

    public async Task<PendingRegistration> ReserveAsync(string name, ReservationToken? token = null, CancellationToken cancellationToken = default)
    {
        var (local, domain) = Split(name);
        var address = MailAddress.Parse($"{Username.Parse(local)}@{domain}");
        await machine.CheckAsync(address, await PreloginAsync(address, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        token ??= ReservationToken.Generate();
        var reservation = await context.Server.ReserveAsync(new ReserveRequest(address, token), cancellationToken).ValueAsync().ConfigureAwait(false);
        return new PendingRegistration(address, token, reservation);
    }

    public async Task CompleteAsync(PendingRegistration registration, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default)
    {
        if (registration is null || registration.IsDisposed)
            throw new SMailException(SMailError.ReservationLapsed, "Reserve a name first; a reservation that was disposed can be had again with its token.");
        if (!password.Span.SequenceEqual(confirmation.Span))
            throw new SMailException(SMailError.PasswordMismatch, "Password and confirmation differ.");
        CheckProtocol(registration.Reservation.Login);

        var enrolment = await protocol.EnrolAsync(registration.Address, password, registration.Reservation.Login, registration.Reservation.Share, cancellationToken).ConfigureAwait(false);
        using var key = enrolment.Key;
        if (registration.Prepared is { } before && CryptographicOperations.FixedTimeEquals(before.Proof.Span, enrolment.Proof.Span))
        {
            enrolment.Proof.Dispose();
        }
        else
        {
            registration.Forget();
            registration.Prepared = await PrepareAsync(registration, enrolment, cancellationToken).ConfigureAwait(false);
        }

        await context.Server.CompleteRegistrationAsync(
            registration.Prepared with { Contact = registration.Contact, Newsletter = registration.Newsletter }, cancellationToken).ValueAsync().ConfigureAwait(false);
    }

    public async Task<MailSession> LoginAsync(string name, ReadOnlyMemory<char> password, CancellationToken cancellationToken = default)
    {
        var (local, domain) = Split(name);
        var address = MailAddress.Parse($"{local}@{domain}");
        var parameters = await PreloginAsync(address, cancellationToken).ConfigureAwait(false);
        var (grant, kek, proof) = await protocol.LoginAsync(address, password, parameters, cancellationToken).ConfigureAwait(false);
        using var key = kek;
        using var shown = proof;
        var session = await OpenAsync(address, parameters, grant, key, cancellationToken).ConfigureAwait(false);
        try
        {
            await passwords.UpgradeAsync(session, grant.Upgrade, proof, password, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async Task ChangePasswordAsync(MailSession session, ReadOnlyMemory<char> oldPassword, ReadOnlyMemory<char> newPassword, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default) =>
        await passwords.ChangeAsync(session, PasswordChangeKind.Change, oldPassword, newPassword, confirmation, cancellationToken).ConfigureAwait(false);

    public async Task RotateKeysAsync(MailSession session, ReadOnlyMemory<char> oldPassword, ReadOnlyMemory<char> newPassword, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default)
    {
        await passwords.ChangeAsync(session, PasswordChangeKind.RotateKeys, oldPassword, newPassword, confirmation, cancellationToken).ConfigureAwait(false);
        await OwnCertificate.PublishAsync(context, session, cancellationToken).ConfigureAwait(false);
    }

    public async Task<MailSession> RedeemResetAsync(string name, ResetToken token, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!password.Span.SequenceEqual(confirmation.Span))
            throw new SMailException(SMailError.PasswordMismatch, "Password and confirmation differ.");
        var (local, domain) = Split(name);
        await resets.RedeemAsync(MailAddress.Parse($"{local}@{domain}"), token, password, cancellationToken).ConfigureAwait(false);
        return await LoginAsync(name, password, cancellationToken).ConfigureAwait(false);
    }

    public async Task UnlockLegacyAsync(MailSession session, ReadOnlyMemory<char> oldPassword, CancellationToken cancellationToken = default) =>
        await legacy.UnlockAsync(session, oldPassword, cancellationToken).ConfigureAwait(false);

    public async Task<SecretText> CreateRecoveryPhraseAsync(MailSession session, ReadOnlyMemory<char> password, CancellationToken cancellationToken = default) =>
        await recovery.CreateAsync(session, password, cancellationToken).ConfigureAwait(false);

    public async Task<MailSession> RecoverAsync(string name, ReadOnlyMemory<char> phrase, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default)
    {
        if (!password.Span.SequenceEqual(confirmation.Span))
            throw new SMailException(SMailError.PasswordMismatch, "Password and confirmation differ.");
        var (local, domain) = Split(name);
        await recovery.RecoverAsync(MailAddress.Parse($"{local}@{domain}"), phrase, password, cancellationToken).ConfigureAwait(false);
        return await LoginAsync(name, password, cancellationToken).ConfigureAwait(false);
    }

    private async Task<MailSession> OpenAsync(MailAddress address, LoginParameters parameters, LoginGrant grant, KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        var account = grant.Token.Account;
        var binding = new WrapBinding(protocol.Id, parameters.Kdf, parameters.Salt.ToBytes(), account);
        var accountKey = key.Unwrap(grant.WrappedAccountKey, binding);
        SecretKey? secretKey = null;
        MailSession? session = null;
        try
        {
            using (var keys = accountKey.OpenRecord(RecordPurpose.SecretKeys, SecretKeysRecord.Header(account, RecordHeader.Parse(grant.SecretKeys).Version), grant.SecretKeys))
                secretKey = SecretKey.Read(keys.Span);
            var records = await AccountRecords.OpenAsync(context, address, grant, accountKey, secretKey.Certificate.Fingerprint, cancellationToken).ConfigureAwait(false);
            session = new MailSession(context.Server, address, grant, binding, records, secretKey);
            await OwnCertificate.CheckAsync(context, session, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception e)
        {
            accountKey.Dispose();
            secretKey?.Dispose();
            session?.Dispose();
            if (e is OpenPgpException)
                throw new SMailException(SMailError.KeysDamaged, "The account's keys can't be read.", e);
            throw;
        }
    }

    private async Task<CompleteRegistrationRequest> PrepareAsync(PendingRegistration registration, Enrolment enrolment, CancellationToken cancellationToken)
    {
        var (reservation, address) = (registration.Reservation, registration.Address);
        using var accountKey = AccountKey.Generate();
        using var keys = await NewKeys.CreateAsync(context, reservation.Account, address, cancellationToken).ConfigureAwait(false);
        var binding = new WrapBinding(protocol.Id, reservation.Login.Kdf, reservation.Login.Salt.ToBytes(), reservation.Account);
        return new CompleteRegistrationRequest
        {
            Address = address,
            ReservationToken = registration.Token,
            Proof = enrolment.Proof,
            Login = reservation.Login,
            ShareVersion = reservation.ShareVersion,
            WrappedAccountKey = enrolment.Key.Wrap(accountKey, new WrapHeader(binding, (uint)reservation.ShareVersion, Generation: 1, Epoch: 1)),
            SecretKeys = SecretKeysRecord.Seal(accountKey, reservation.Account, 1, keys.Key),
            Certificate = keys.Certificate,
            KeySignature = keys.Statement,
        };
    }

    private async Task<LoginParameters> PreloginAsync(MailAddress address, CancellationToken cancellationToken)
    {
        var parameters = await context.Server.PreloginAsync(new PreloginRequest(address), cancellationToken).ValueAsync().ConfigureAwait(false);
        CheckProtocol(parameters);
        return parameters;
    }

    private void CheckProtocol(LoginParameters parameters)
    {
        if (parameters.Protocol != protocol.Id)
            throw new SMailException(SMailError.KeyDerivationRefused, "The server asks for another login protocol than this client speaks.");
    }

    private (string Local, string Domain) Split(string name)
    {
        if (name is null)
            return ("", context.Domains[0]);
        var at = name.LastIndexOf('@');
        return at < 0 ? (name, context.Domains[0]) : (name[..at], name[(at + 1)..]);
    }
}
