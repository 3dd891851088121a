namespace SMail.Sdk;

/// <summary>How a client proves its password; the number is its byte in every wrap, so that nobody can be talked into another one.</summary>
public enum LoginProtocol
{
    /// <summary>A proof derived from the password, of which the server keeps a peppered hash.</summary>
    Verifier = 1,

    /// <summary>OPAQUE-3DH (RFC 9807): the server never sees a proof.</summary>
    Opaque = 2,
}
