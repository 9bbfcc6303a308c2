// Before Streamlit's scripts: where the site begins, and what its server would answer about whoever embeds it (nobody).
// Else a page opened by its address asks below itself first, is told that nothing is there, waits, and asks once more.
// The font is that of .streamlit/config.toml, which comes later: until then Streamlit would fetch one of its own.
{
  const fonts = "Noto Sans JP, BIZ UDPGothic, Yu Gothic UI, Meiryo, sans-serif"
  const theme = { bodyFont: fonts, headingFont: fonts }
  window.__streamlit = {
    BACKEND_BASE_URL: new URL(".", location.href).href,
    HOST_CONFIG: {
      allowedOrigins: [location.origin],
      useExternalAuthToken: false,
      enableCustomParentMessages: false,
      enforceDownloadInNewTab: false,
      metricsUrl: "",
      blockErrorDialogs: false,
    },
    LIGHT_THEME: theme,
    DARK_THEME: theme,
  }
}
