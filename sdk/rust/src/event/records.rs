//! Things of which the event has several.

use serde_json::Value;

/// An entry of `event.user.enrolledFactors`.
#[derive(Debug, Clone, PartialEq)]
pub struct EnrolledFactor {
    pub(crate) factor_type: String,
    pub(crate) options: Value,
}

impl EnrolledFactor {
    /// `type`: the factor's name, e.g. `otp`, `webauthn-roaming`.
    pub fn factor_type(&self) -> &str {
        &self.factor_type
    }

    /// `options`: an object; null when the factor has none.
    pub fn options(&self) -> &Value {
        &self.options
    }
}

/// An entry of `event.user.identities`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Identity {
    /// `connection`
    pub connection: Option<String>,
    /// `provider`
    pub provider: Option<String>,
    /// `user_id`: without the provider's prefix.
    pub user_id: Option<String>,
    /// `isSocial`
    pub is_social: Option<bool>,
    /// `profileData`: an object; null when there is none.
    pub profile_data: Value,
}

/// `event.request.geoip`: where the address seems to be. Any member may be absent.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct GeoIp {
    /// `cityName`
    pub city_name: Option<String>,
    /// `continentCode`: two letters.
    pub continent_code: Option<String>,
    /// `countryCode`: ISO 3166-1, two letters.
    pub country_code: Option<String>,
    /// `countryCode3`: ISO 3166-1, three letters.
    pub country_code_three: Option<String>,
    /// `countryName`: in English.
    pub country_name: Option<String>,
    /// `subdivisionCode`
    pub subdivision_code: Option<String>,
    /// `subdivisionName`
    pub subdivision_name: Option<String>,
    /// `timeZone`: IANA name, e.g. `Europe/Paris`.
    pub time_zone: Option<String>,
    /// `latitude`: degrees, north positive.
    pub latitude: Option<f64>,
    /// `longitude`: degrees, east positive.
    pub longitude: Option<f64>,
}
