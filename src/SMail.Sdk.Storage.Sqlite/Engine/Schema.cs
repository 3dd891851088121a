using System.Globalization;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>The tables. A script is never changed once released; a new one is added behind it.</summary>
internal static class Schema
{
    /// <summary>Marks the file as ours; "SMSt".</summary>
    private const long ApplicationId = 0x534D5374;

    /// <summary>Script number n leads from version n - 1 to version n, which SQLite keeps as <c>user_version</c>.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
    [
        // Times are UTC ticks, ids 16 bytes big-endian. A deleted row stays as its own tombstone, without value and content.
        // Content is the last column, so that lists don't touch its pages.
        """
        CREATE TABLE account (
          num INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          latest INTEGER NOT NULL,
          forgotten INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE stored_row (
          num INTEGER PRIMARY KEY,
          account INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          id BLOB NOT NULL,
          version INTEGER NOT NULL,
          change INTEGER NOT NULL,
          list_group INTEGER NOT NULL,
          list_order INTEGER NOT NULL,
          due INTEGER,
          deleted_at INTEGER,
          value BLOB NOT NULL,
          content BLOB
        ) STRICT;
        CREATE UNIQUE INDEX row_key ON stored_row (account, kind, id);
        CREATE INDEX row_list ON stored_row (account, kind, list_group, list_order, id) WHERE deleted_at IS NULL;
        CREATE INDEX row_feed ON stored_row (account, change);
        CREATE INDEX row_due ON stored_row (due) WHERE due IS NOT NULL;
        CREATE INDEX row_deleted ON stored_row (deleted_at) WHERE deleted_at IS NOT NULL;

        CREATE TABLE commit_log (
          account INTEGER NOT NULL,
          id BLOB NOT NULL,
          change INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (account, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX commit_age ON commit_log (at);

        CREATE TABLE blob (
          num INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          length INTEGER NOT NULL,
          complete INTEGER NOT NULL,
          lease INTEGER NOT NULL,
          holders INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX blob_free ON blob (lease) WHERE holders = 0;

        CREATE TABLE blob_piece (
          num INTEGER PRIMARY KEY,
          blob INTEGER NOT NULL,
          start INTEGER NOT NULL,
          bytes BLOB NOT NULL,
          UNIQUE (blob, start)
        ) STRICT;

        CREATE TABLE blob_reference (
          blob INTEGER NOT NULL,
          account BLOB NOT NULL,
          entry BLOB NOT NULL,
          PRIMARY KEY (blob, account, entry)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE address (
          canonical TEXT PRIMARY KEY,
          written TEXT NOT NULL,
          status INTEGER NOT NULL,
          epoch INTEGER NOT NULL,
          account BLOB NOT NULL,
          reservation_hash TEXT NOT NULL,
          reserved_until INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE certificate (
          address TEXT NOT NULL,
          number INTEGER NOT NULL,
          bytes BLOB NOT NULL,
          UNIQUE (address, number)
        ) STRICT;
        """,

        // Lists of addresses, and aliases. A domain is what follows the last @: a quoted local part may have one too.
        """
        ALTER TABLE address ADD COLUMN domain TEXT NOT NULL DEFAULT '';
        ALTER TABLE address ADD COLUMN alias_of TEXT;
        UPDATE address SET domain = substr(canonical, length(rtrim(canonical, replace(canonical, '@', ''))) + 1);
        CREATE INDEX address_domain ON address (domain, canonical);
        CREATE INDEX address_account ON address (account, canonical);
        """,
    ];

    /// <summary>Refuses a database that is another program's, before anything is changed in it.</summary>
    public static void RequireOurs(Session session)
    {
        var ours = session.Number("PRAGMA application_id") == ApplicationId;
        var empty = session.Number("PRAGMA user_version") == 0 && session.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!ours && !empty)
            throw new StorageException(StorageError.SchemaMismatch, "The file is a database, but no mail store.");
    }

    /// <summary>Brings the file to the newest version, in one transaction: it succeeds whole or changes nothing.</summary>
    public static void Migrate(Session session, IReadOnlyList<string> scripts)
    {
        if (Version(session) == scripts.Count)
            return;
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            // Asked again: another process may have migrated while this one waited.
            var version = Version(session);
            if (version > scripts.Count)
                throw new StorageException(StorageError.SchemaMismatch, $"The mail store has schema {version}; this version knows {scripts.Count}.");
            if (version < 0)
                throw new StorageException(StorageError.SchemaMismatch, $"The mail store has schema {version}, which never was.");
            foreach (var script in scripts.Skip((int)version))
                Run(session, script);
            Run(session, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {scripts.Count}"));
            session.Execute("COMMIT");
        }
        catch
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }

    private static long Version(Session session) => session.Number("PRAGMA user_version") ?? 0;

    private static void Run(Session session, string script)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }
}
