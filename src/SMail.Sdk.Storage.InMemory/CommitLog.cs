namespace SMail.Sdk.Storage.InMemory;

/// <summary>The commit ids an account remembers, oldest first.</summary>
internal sealed class CommitLog
{
    private readonly Dictionary<CommitId, long> _changes = [];
    private readonly Queue<(CommitId Id, DateTimeOffset At)> _byAge = new();

    public long? Find(CommitId id) => _changes.TryGetValue(id, out var change) ? change : null;

    public void Remember(CommitId id, long change, DateTimeOffset now)
    {
        _changes.Add(id, change);
        _byAge.Enqueue((id, now));
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.At < time)
            _changes.Remove(_byAge.Dequeue().Id);
    }
}
