namespace SMail.Sdk.Storage.InMemory;

/// <summary>Each row once, at its last change; deleted rows too until they are forgotten.</summary>
internal sealed class ChangeFeed
{
    private readonly SortedSet<Place> _places = [];
    private readonly Queue<(Place Place, DateTimeOffset At)> _tombstones = new();

    /// <summary>A reader that stands before this number may have missed a deletion.</summary>
    public long ForgottenUpTo { get; private set; }

    public void Move(RowKey key, long? from, long to)
    {
        if (from is { } change)
            _places.Remove(new Place(change, key));
        _places.Add(new Place(to, key));
    }

    public void RememberTombstone(RowKey key, long change, DateTimeOffset now) => _tombstones.Enqueue((new Place(change, key), now));

    /// <summary>What comes after a number: at most <paramref name="limit"/>, but never a commit cut in two.</summary>
    public (List<Place> Places, bool More) After(long change, int limit)
    {
        var places = new List<Place>();
        if (change == long.MaxValue || _places.Count == 0 || _places.Max.Change <= change)
            return (places, false);
        var whole = 0; // How many places belong to commits that are complete.
        foreach (var place in _places.GetViewBetween(new Place(change + 1, default), Place.End))
        {
            if (places.Count > 0 && places[^1].Change != place.Change)
                whole = places.Count;
            if (places.Count >= limit && whole > 0)
            {
                places.RemoveRange(whole, places.Count - whole);
                return (places, true);
            }
            places.Add(place);
        }
        return (places, false);
    }

    public void ForgetBefore(DateTimeOffset time, Action<RowKey> forgotten)
    {
        while (_tombstones.TryPeek(out var oldest) && oldest.At < time)
        {
            _tombstones.Dequeue();
            // Where the row came back or was deleted again, its place has moved on and nothing is lost.
            if (!_places.Remove(oldest.Place))
                continue;
            forgotten(oldest.Place.Key);
            ForgottenUpTo = oldest.Place.Change;
        }
    }

    internal readonly record struct Place(long Change, RowKey Key) : IComparable<Place>
    {
        public static Place End => new(long.MaxValue, new RowKey((RowKind)byte.MaxValue, Guid.AllBitsSet));

        public int CompareTo(Place other) => (Change, Key.Kind, Key.Id).CompareTo((other.Change, other.Key.Kind, other.Key.Id));
    }
}
