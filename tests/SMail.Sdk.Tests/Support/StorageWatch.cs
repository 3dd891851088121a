using System.Collections.Concurrent;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests;

/// <summary>Counts what a storage really changed while it was watched: a call that fails must leave nothing here.</summary>
internal sealed class StorageWatch : IDisposable
{
    private readonly Hooks hooks;
    private readonly ConcurrentQueue<string> changes = new();
    private int counts;

    public StorageWatch(StorageDecorator storage)
    {
        hooks = storage.Hooks;
        hooks.After = (call, answer) =>
        {
            // Counts of tries lie in partitions of their own, and are no account's.
            if (call.Arguments is [_, PartitionCommit count] && count.Writes.All(write => write.Key.Kind == RowKind.Limit))
            {
                Interlocked.Increment(ref counts);
                return Task.CompletedTask;
            }

            if (answer is Committed or true || call.Name is "Blobs.Append")
                changes.Enqueue(call.Arguments is [_, PartitionCommit commit] ? $"{call.Name} {string.Join(' ', commit.Writes.Select(write => write.Key.Kind))}" : call.Name);
            return Task.CompletedTask;
        };
    }

    /// <summary>The calls that changed something, in their order.</summary>
    public IReadOnlyList<string> Changes => [.. changes];

    /// <summary>How often a count of tries was written.</summary>
    public int Counts => Volatile.Read(ref counts);

    public void Dispose() => hooks.After = null;
}
