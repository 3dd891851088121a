using System.Buffers;
using System.Security.Cryptography;

namespace SMail.Sdk;

/// <summary>Blocks of memory that are zeroed when they are given back: mail passes through them in the open.</summary>
internal sealed class ZeroingPool : MemoryPool<byte>
{
    public override int MaxBufferSize => Array.MaxLength;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(ArrayPool<byte>.Shared.Rent(Math.Max(minBufferSize, 4096)));

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? bytes = bytes;

        public Memory<byte> Memory => bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref bytes, null) is not { } given)
                return;
            CryptographicOperations.ZeroMemory(given);
            ArrayPool<byte>.Shared.Return(given);
        }
    }
}
