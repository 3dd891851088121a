using System.Collections;
using System.Reflection;

namespace SMail.Sdk.Tests;

internal static class StoredBlobs
{
    /// <summary>Every blob that storage in memory still has.</summary>
    public static List<object> BlobsLeft(this TestSystem system)
    {
        var store = system.Storage.Inner.Blobs;
        var all = (IDictionary)store.GetType().GetField("_blobs", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(store)!;
        return [.. all.Keys.Cast<object>()];
    }
}
