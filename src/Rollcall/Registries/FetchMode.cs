namespace Rollcall.Registries;

/// <summary>How a registry is asked.</summary>
public enum FetchMode
{
    /// <summary>Plain HTTP requests. The default.</summary>
    Http,

    /// <summary>A real Chromium.</summary>
    Browser,
}
