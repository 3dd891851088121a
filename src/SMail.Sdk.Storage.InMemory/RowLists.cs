namespace SMail.Sdk.Storage.InMemory;

/// <summary>The rows of an account in the order lists show them, kept sorted so that a page costs the same in any mailbox.</summary>
internal sealed class RowLists
{
    private readonly Dictionary<(RowKind Kind, int Group), SortedSet<Cursor>> _groups = [];

    public void Add(Row row)
    {
        var name = (row.Key.Kind, row.Group);
        if (!_groups.TryGetValue(name, out var group))
            _groups.Add(name, group = []);
        group.Add(Cursor.Of(row));
    }

    public void Remove(Row row)
    {
        var name = (row.Key.Kind, row.Group);
        var group = _groups[name];
        group.Remove(Cursor.Of(row));
        if (group.Count == 0)
            _groups.Remove(name);
    }

    public IEnumerable<Cursor> After(RowKind kind, int group, Cursor? after)
    {
        if (!_groups.TryGetValue((kind, group), out var places))
            return [];
        if (after is not { } last)
            return places;
        return last.CompareTo(Cursor.End) >= 0 ? [] : places.GetViewBetween(last, Cursor.End).SkipWhile(place => place == last);
    }
}
