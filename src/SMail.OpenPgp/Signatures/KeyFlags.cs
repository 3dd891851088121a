namespace SMail.OpenPgp;

/// <summary>The first octet of the key flags (RFC 9580, section 5.2.3.29).</summary>
[Flags]
internal enum KeyFlags : byte
{
    None = 0,
    Certify = 0x01,
    Sign = 0x02,
    EncryptCommunications = 0x04,
    EncryptStorage = 0x08,
    Encrypt = EncryptCommunications | EncryptStorage,
}
