using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

internal static class DirectoryUpdate
{
    /// <summary>Changes the row of an address by compare-and-swap, however many writers there are.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="address">The address.</param>
    /// <param name="change">Makes of the row as it is, or of null, the row as it is to be; null where nothing is to be done. The epoch is set here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether something was written.</returns>
    public static async ValueTask<bool> UpdateAsync(this IDirectoryStore directory, MailAddress address, Func<DirectoryRow?, DirectoryRow?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
            if (change(before) is not { } after)
                return false;
            if (await directory.CompareAndSwapAsync(after with { Epoch = (before?.Epoch ?? 0) + 1 }, cancellationToken).ConfigureAwait(false))
                return true;
        }
    }
}
