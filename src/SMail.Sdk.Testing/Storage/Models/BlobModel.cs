namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>Blobs as the contract describes them; each is made of numbered pieces of one length.</summary>
internal sealed class BlobModel
{
    public Dictionary<BlobId, Held> Blobs { get; } = [];

    internal sealed class Held
    {
        public int Pieces { get; set; }

        public bool IsComplete { get; set; }

        public DateTimeOffset LeaseUntil { get; set; }

        public HashSet<int> Entries { get; } = [];

        public void Lengthen(DateTimeOffset until) => LeaseUntil = until > LeaseUntil ? until : LeaseUntil;
    }
}
