namespace SMail.OpenPgp;

/// <summary>The first octet of the features (RFC 9580, section 5.2.3.32, table 11).</summary>
[Flags]
internal enum Features : byte
{
    None = 0,
    SeipdV1 = 0x01,
    SeipdV2 = 0x08,
}
