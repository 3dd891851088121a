using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>The account's own records behind the door. Each write is one commit with the state record, which knows every record's version.</summary>
internal sealed class AccountRecords : IDisposable
{
    // Other sessions of the same account may write at the same time, but a server that says so for ever lies.
    private const int MaxTries = 20;

    private readonly ClientContext context;
    private readonly AccessToken token;
    private readonly MailAddress address;
    private readonly Fingerprint fingerprint;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<RecordId, CachedRecord> cache = [];
    private readonly List<AccountKey> retired = [];
    private AccountKey key;
    private AccountState state;
    private long stateRow;

    private AccountRecords(ClientContext context, MailAddress address, AccessToken token, AccountKey key, Fingerprint fingerprint, AccountState state) =>
        (this.context, this.address, this.token, this.key, this.fingerprint, this.state) = (context, address, token, key, fingerprint, state);

    public ulong Epoch => state.Epoch;

    public ulong Generation => state.Generation;

    private AccountId Account => token.Account;

    /// <summary>Takes over the account key and holds what the login gave against the state record and against this device's memory.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.RolledBack"/>, <see cref="SMailError.OwnKeyReplaced"/> or <see cref="SMailError.KeysDamaged"/>.</exception>
    public static async Task<AccountRecords> OpenAsync(ClientContext context, MailAddress address, LoginGrant grant, AccountKey key, Fingerprint fingerprint, CancellationToken cancellationToken)
    {
        var wrap = WrapHeader.Parse(grant.WrappedAccountKey); // authenticated when it was unwrapped
        var first = new AccountState { Version = 0, Epoch = wrap.Epoch, Generation = wrap.Generation, Protocol = wrap.Binding.Protocol, Fingerprints = [fingerprint.ToString()] };
        var records = new AccountRecords(context, address, grant.Token, key, fingerprint, first);
        try
        {
            if (grant.State is { } stored)
                await records.TakeAsync(stored, cancellationToken).ConfigureAwait(false);
            else
                await records.BeginAsync(cancellationToken).ConfigureAwait(false);
            if (records.Epoch != wrap.Epoch)
                throw RolledBack();
            return records;
        }
        catch
        {
            records.turn.Dispose();
            throw;
        }
    }

    /// <summary>A record as it was read or written last in this session; null where there is none.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.RolledBack"/>: not the record the state names.</exception>
    public async ValueTask<T?> ReadAsync<T>(RecordFormat<T> format, RecordId id, CancellationToken cancellationToken) where T : class
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (T?)(await LoadAsync(format, id, cancellationToken).ConfigureAwait(false)).Value;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Changes a record, in one commit with the state; where another session came first, it is read again and changed again.</summary>
    /// <param name="format">What kind of record it is.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">From the old value, null where there is none, to the new one; null to leave it. Called once for each try.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ChangeAsync<T>(RecordFormat<T> format, RecordId id, Func<T?, T?> change, CancellationToken cancellationToken) where T : class
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var tries = 1; ; tries++)
            {
                var old = await LoadAsync(format, id, cancellationToken).ConfigureAwait(false);
                if (change((T?)old.Value) is not { } value)
                    return;
                try
                {
                    await WriteAsync(format, id, old, value, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (SMailException e) when (e.Code == SMailError.Conflict && tries < MaxTries)
                {
                    await ReloadCoreAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Replaces the login record's epoch, and with a new key the generation, in a commit that the caller makes of the state and, with a new key, of all other records.</summary>
    public async Task ReplaceAsync(AccountKey? newKey, PasswordChangeTerms terms, Func<AccountKey, RecordWrite, IReadOnlyList<RecordWrite>, Task> commit, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var tries = 1; ; tries++)
            {
                // A server that gives an old epoch out again would make two states of one age.
                if (terms.Epoch != Epoch + 1)
                    await ReloadCoreAsync(cancellationToken).ConfigureAwait(false);
                if (terms.Epoch <= Epoch)
                    throw new SMailException(SMailError.Conflict, "Another session replaced the login record at the same time; the same call may be made again.");
                if (terms.Epoch != Epoch + 1 || terms.Generation != Generation + (newKey is null ? 0UL : 1UL))
                    throw RolledBack();
                var (resealed, records) = newKey is null ? (state.Records, []) : await ResealAsync(newKey, cancellationToken).ConfigureAwait(false);
                var next = state with { Version = state.Version + 1, Epoch = terms.Epoch, Generation = terms.Generation, Records = resealed };
                try
                {
                    await commit(newKey ?? key, new RecordWrite(RecordId.State, next.Seal(newKey ?? key, Account), stateRow), records).ConfigureAwait(false);
                }
                catch (SMailException e) when (e.Code == SMailError.Conflict && tries < MaxTries)
                {
                    await ReloadCoreAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (newKey is not null)
                {
                    retired.Add(key);
                    key = newKey;
                    cache.Clear();
                }

                await AdoptAsync(next, stateRow + 1).ConfigureAwait(false);
                return;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Uses the account key while nothing replaces it.</summary>
    /// <param name="generation">The one the server names; another than this session's is a rollback.</param>
    /// <param name="use">Gets the key, and keeps nothing of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task UseKeyAsync(ulong generation, Func<AccountKey, Task> use, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (generation != Generation)
                throw RolledBack();
            await use(key).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Holds a state record against what this device has seen of the account.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.OwnKeyReplaced"/> or <see cref="SMailError.RolledBack"/>.</exception>
    public static async ValueTask CheckSeenAsync(ClientContext context, MailAddress address, AccountState state, CancellationToken cancellationToken)
    {
        if (await context.Memory.FindAsync(address, cancellationToken).ConfigureAwait(false) is not { } seen)
            return;
        if (!state.Fingerprints.Contains(seen.Key.ToString()))
            throw new SMailException(SMailError.OwnKeyReplaced, "The account's own key is not the one this device has seen. Compare fingerprints with your other devices.");
        if (state.Version < seen.StateVersion)
            throw RolledBack();
    }

    public void Dispose()
    {
        key.Dispose();
        retired.ForEach(old => old.Dispose());
    }

    /// <summary>Reads a record that is not cached, and holds it against the state; another session may have written both meanwhile.</summary>
    private async ValueTask<CachedRecord> LoadAsync<T>(RecordFormat<T> format, RecordId id, CancellationToken cancellationToken) where T : class
    {
        if (cache.TryGetValue(id, out var cached))
            return cached;
        for (var tries = 1; ; tries++)
        {
            var version = state.Records.GetValueOrDefault(id);
            if (version == 0)
                return cache[id] = new CachedRecord(0, 0, null);
            var stored = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (stored.Record is { } record && RecordHeader.Parse(record).Version == version)
            {
                using var content = key.OpenRecord(RecordPurpose.Records, Header(format.Kind, id, version), record);
                return cache[id] = new CachedRecord(version, stored.Version, format.Read(content.Span));
            }

            if (tries == MaxTries || !await ReloadCoreAsync(cancellationToken).ConfigureAwait(false))
                throw RolledBack();
        }
    }

    private async ValueTask WriteAsync<T>(RecordFormat<T> format, RecordId id, CachedRecord old, T value, CancellationToken cancellationToken) where T : class
    {
        var version = old.Version + 1;
        var next = state with { Version = state.Version + 1, Records = new Dictionary<RecordId, ulong>(state.Records) { [id] = version } };
        var content = format.Write(value);
        try
        {
            var request = new PutRecordsRequest(
            [
                new RecordWrite(RecordId.State, next.Seal(key, Account), stateRow),
                new RecordWrite(id, key.SealRecord(RecordPurpose.Records, Header(format.Kind, id, version), content), old.Row),
            ]) { Token = token };
            await context.Server.PutRecordsAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        cache[id] = new CachedRecord(version, old.Row + 1, value);
        await AdoptAsync(next, stateRow + 1).ConfigureAwait(false);
    }

    /// <summary>Every record under another key, each a version on.</summary>
    private async ValueTask<(IReadOnlyDictionary<RecordId, ulong> Versions, IReadOnlyList<RecordWrite> Writes)> ResealAsync(AccountKey newKey, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<RecordId, ulong>();
        var writes = new List<RecordWrite>();
        foreach (var (id, version) in state.Records)
        {
            var stored = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            var header = stored.Record is { } record ? RecordHeader.Parse(record) with { Account = Account, RecordId = id.Value, Version = version } : throw RolledBack();
            using var content = key.OpenRecord(RecordPurpose.Records, header, record);
            writes.Add(new RecordWrite(id, newKey.SealRecord(RecordPurpose.Records, header with { Version = version + 1 }, content.Span), stored.Version));
            versions[id] = version + 1;
        }

        return (versions, writes);
    }

    // An account of 0.1.0, or a new one: its first state. Nothing but a rollback leaves a later login without one.
    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (Epoch != 1 || await context.Memory.FindAsync(address, cancellationToken).ConfigureAwait(false) is { StateVersion: > 0 })
            throw RolledBack();
        var first = state with { Version = 1 };
        try
        {
            var request = new PutRecordsRequest([new RecordWrite(RecordId.State, first.Seal(key, Account), 0)]) { Token = token };
            await context.Server.PutRecordsAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
            await AdoptAsync(first, 1).ConfigureAwait(false);
        }
        catch (SMailException e) when (e.Code == SMailError.Conflict)
        {
            await ReloadCoreAsync(cancellationToken).ConfigureAwait(false); // another device came first
        }
    }

    /// <returns>Whether it was another than before.</returns>
    private async ValueTask<bool> ReloadCoreAsync(CancellationToken cancellationToken)
    {
        var before = state.Version;
        await TakeAsync(await GetAsync(RecordId.State, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return state.Version != before;
    }

    private async ValueTask TakeAsync(StoredRecord stored, CancellationToken cancellationToken)
    {
        var taken = stored.Record is { } record ? AccountState.Open(key, Account, record) : throw RolledBack();
        await CheckSeenAsync(context, address, taken, cancellationToken).ConfigureAwait(false);
        if (taken.Version < state.Version || taken.Epoch < state.Epoch || taken.Generation != state.Generation
            || taken.Protocol != state.Protocol || !taken.Fingerprints.SequenceEqual(state.Fingerprints))
            throw RolledBack();
        foreach (var (id, old) in cache.Where(pair => pair.Value.Version != taken.Records.GetValueOrDefault(pair.Key)).ToList())
        {
            if (taken.Records.GetValueOrDefault(id) < old.Version)
                throw RolledBack();
            cache.Remove(id);
        }

        await AdoptAsync(taken, stored.Version).ConfigureAwait(false);
    }

    private ValueTask AdoptAsync(AccountState taken, long row)
    {
        (state, stateRow) = (taken, row);
        return context.Memory.RememberAsync(address, new DeviceSight(taken.Version, fingerprint), CancellationToken.None);
    }

    private async ValueTask<StoredRecord> GetAsync(RecordId id, CancellationToken cancellationToken)
    {
        var answer = await context.Server.GetRecordsAsync(new GetRecordsRequest([id]) { Token = token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        return answer.Records is [{ } record] && record.Id == id ? record : throw new SMailException(SMailError.ServerUnavailable, "The server answered with another record than it was asked for.");
    }

    private RecordHeader Header(string kind, RecordId id, ulong version) => new(Account, kind, id.Value, version);

    internal static SMailException RolledBack() =>
        new(SMailError.RolledBack, "The server shows an older state of the account than was seen before, or parts of different ages. If it restored a backup, forget what this device remembers of the account; otherwise do not trust it.");

    private sealed record CachedRecord(ulong Version, long Row, object? Value);
}
