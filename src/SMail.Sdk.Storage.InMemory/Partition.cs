namespace SMail.Sdk.Storage.InMemory;

/// <summary>One account's rows. Its lock makes commits atomic and their numbers visible in order.</summary>
internal sealed class Partition(AccountId account, DueIndex due, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RowKey, Slot> _slots = [];
    private readonly RowLists _lists = new();
    private readonly ChangeFeed _feed = new();
    private readonly CommitLog _commits = new();
    private long _latest;

    public CommitResult Commit(CommitId id, IReadOnlyList<RowWrite> writes)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            Forget(now);
            if (_commits.Find(id) is { } change)
                return new AlreadyApplied(change);
            var broken = writes.Where(write => !Holds(write)).Select(write => write.Key).ToArray();
            if (broken.Length > 0)
                return new Conflict(broken);
            _latest++;
            foreach (var write in writes)
                Apply(write, now);
            _commits.Remember(id, _latest, now);
            return new Committed(_latest);
        }
    }

    public StoredRow? Find(RowKey key)
    {
        lock (_gate)
            return _slots.GetValueOrDefault(key)?.WithContent();
    }

    public Page<StoredRow> List(RowKind kind, int group, Cursor? after, int limit)
    {
        lock (_gate)
        {
            // One more than asked for tells whether this is the last page.
            var places = _lists.After(kind, group, after).Take(limit + 1).ToArray();
            var items = places.Take(limit).Select(place => _slots[new RowKey(kind, place.Id)].Stored!).ToArray();
            return new Page<StoredRow>(items, places.Length > limit ? places[limit - 1].ToString() : null);
        }
    }

    public ChangesResult ChangesSince(long change, int limit)
    {
        lock (_gate)
        {
            Forget(clock.GetUtcNow());
            if (change < _feed.ForgottenUpTo || change > _latest)
                return new TooOld(_latest);
            var (places, more) = _feed.After(change, limit);
            var items = places.Select(place => new RowChange(place.Key, place.Change, _slots[place.Key].Stored)).ToArray();
            return new Changes(items, more ? items[^1].Change : _latest, more);
        }
    }

    /// <summary>Leases a row if it is still due as the index said; null when another caller came first.</summary>
    public StoredRow? Lease(DueRow candidate, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_slots.GetValueOrDefault(candidate.Key) is not { Stored: { } row } slot || row.Row.Due != candidate.Due)
                return null;
            var leased = row with { Row = row.Row with { Due = until }, Version = row.Version + 1 };
            Replace(slot, slot with { Stored = leased });
            return leased;
        }
    }

    private bool Holds(RowWrite write)
    {
        var row = _slots.GetValueOrDefault(write.Key)?.Stored;
        return write.Precondition.Kind switch
        {
            PreconditionKind.Absent => row is null,
            PreconditionKind.Version => row?.Version == write.Precondition.ExpectedVersion,
            _ => true,
        };
    }

    private void Apply(RowWrite write, DateTimeOffset now)
    {
        var before = _slots.GetValueOrDefault(write.Key);
        var old = before?.Stored;
        if (old is not null && write.Precondition.Kind == PreconditionKind.SkipIfPresent)
            return;
        if (write is PutRow { Row: var row })
        {
            var stored = new StoredRow(row with { Content = null }, (old?.Version ?? 0) + 1, _latest);
            Replace(before, new Slot(row.Key, stored, row.Content, _latest));
        }
        else if (old is not null)
        {
            Replace(before, new Slot(write.Key, null, null, _latest));
            _feed.RememberTombstone(write.Key, _latest, now);
        }
    }

    private void Replace(Slot? before, Slot after)
    {
        if (before?.Stored is { Row: var old })
        {
            _lists.Remove(old);
            if (old.Due is { } was)
                due.Remove(new DueRow(was, account, old.Key));
        }
        if (after.Stored is { Row: var row })
        {
            _lists.Add(row);
            if (row.Due is { } at)
                due.Add(new DueRow(at, account, row.Key));
        }
        _feed.Move(after.Key, before?.Change, after.Change);
        _slots[after.Key] = after;
    }

    private void Forget(DateTimeOffset now)
    {
        _commits.ForgetBefore(now - IAccountStore.CommitMemory);
        _feed.ForgetBefore(now - IAccountStore.CommitMemory, key => _slots.Remove(key));
    }
}
