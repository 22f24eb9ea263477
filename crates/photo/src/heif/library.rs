//! The part of libheif's C API that is used, loaded when a picture first asks for it.
//!
//! Everything here has been in libheif's stable API (soname `libheif.so.1`) with the same signatures since 1.9;
//! structures are made by the library itself, and of the decoding options only fields that their version promises are
//! touched. Each handle frees itself and cannot outlive what it came from.
//!
//! A fault inside the library would end the program: nothing here can prevent that (docs/limits.md).
#![expect(unsafe_code, reason = "the C API of a library that is loaded at run time")]

use std::ffi::{c_char, c_int, c_void};
use std::marker::PhantomData;
use std::ptr;
use std::sync::OnceLock;

use libloading::{Error, Library};

use crate::{PhotoError, colour::Profile};

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
const NAMES: &[&str] = &["libheif.so.1"];
#[cfg(target_os = "macos")]
const NAMES: &[&str] = &["/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib"];
/// On Windows a bare name would also be looked for where anybody can put a file; phones give their pictures as JPEG.
#[cfg(not(any(all(unix, not(target_vendor = "apple"), not(target_os = "android")), target_os = "macos")))]
const NAMES: &[&str] = &[];

const OK: c_int = 0;
const UNSUPPORTED_FILE: c_int = 3;
const UNSUPPORTED_FEATURE: c_int = 4;
const PLUGIN_MISSING: c_int = 11;
const HEVC: c_int = 1;
const COLOURS_RGB: c_int = 1;
const INTERLEAVED_RGB: c_int = 10;
const INTERLEAVED_RGBA: c_int = 11;
const CHANNEL_INTERLEAVED: c_int = 10;
/// Longer colour profiles than any real one are passed over.
const MAX_PROFILE_BYTES: usize = 4 << 20;

/// `struct heif_error`.
#[repr(C)]
struct Outcome {
    code: c_int,
    subcode: c_int,
    message: *const c_char,
}

/// The beginning of `struct heif_decoding_options`.
#[repr(C)]
struct Options {
    version: u8,
    ignore_transformations: u8,
    progress: [*const c_void; 4],
    /// Since version 2.
    convert_hdr_to_8bit: u8,
    /// Since version 3.
    strict_decoding: u8,
}

/// The beginning of `struct heif_color_profile_nclx`.
#[repr(C)]
struct Nclx {
    version: u8,
    primaries: c_int,
    transfer: c_int,
}

macro_rules! functions {
    ($($name:ident: fn($($argument:ty),*) $(-> $answer:ty)?;)*) => {
        /// The functions, for as long as the library is loaded.
        pub(super) struct Heif {
            $($name: unsafe extern "C" fn($($argument),*) $(-> $answer)?,)*
            _library: Library,
        }

        impl Heif {
            fn of(library: Library) -> Result<Self, Error> {
                // SAFETY: these are the signatures of heif.h.
                unsafe {
                    $(let $name = *library.get(concat!("heif_", stringify!($name)))?;)*
                    Ok(Self { $($name,)* _library: library })
                }
            }
        }
    };
}

functions! {
    have_decoder_for_format: fn(c_int) -> c_int;
    context_alloc: fn() -> *mut c_void;
    context_free: fn(*mut c_void);
    context_set_maximum_image_size_limit: fn(*mut c_void, c_int);
    context_read_from_memory_without_copy: fn(*mut c_void, *const c_void, usize, *const c_void) -> Outcome;
    context_get_primary_image_handle: fn(*mut c_void, *mut *mut c_void) -> Outcome;
    image_handle_release: fn(*const c_void);
    image_handle_get_width: fn(*const c_void) -> c_int;
    image_handle_get_height: fn(*const c_void) -> c_int;
    image_handle_has_alpha_channel: fn(*const c_void) -> c_int;
    image_handle_get_luma_bits_per_pixel: fn(*const c_void) -> c_int;
    decoding_options_alloc: fn() -> *mut Options;
    decoding_options_free: fn(*mut Options);
    decode_image: fn(*const c_void, *mut *mut c_void, c_int, c_int, *const Options) -> Outcome;
    image_release: fn(*const c_void);
    image_get_width: fn(*const c_void, c_int) -> c_int;
    image_get_height: fn(*const c_void, c_int) -> c_int;
    image_get_bits_per_pixel: fn(*const c_void, c_int) -> c_int;
    image_get_plane_readonly: fn(*const c_void, c_int, *mut c_int) -> *const u8;
    image_handle_get_raw_color_profile_size: fn(*const c_void) -> usize;
    image_handle_get_raw_color_profile: fn(*const c_void, *mut c_void) -> Outcome;
    image_handle_get_nclx_color_profile: fn(*const c_void, *mut *mut Nclx) -> Outcome;
    image_get_raw_color_profile_size: fn(*const c_void) -> usize;
    image_get_raw_color_profile: fn(*const c_void, *mut c_void) -> Outcome;
    image_get_nclx_color_profile: fn(*const c_void, *mut *mut Nclx) -> Outcome;
    nclx_color_profile_free: fn(*mut Nclx);
}

/// The system's libheif, if it has one that decodes HEVC. It is looked for once; `PHAN_ANH_HEIC=off` hides it.
pub(super) fn system() -> Option<&'static Heif> {
    static SYSTEM: OnceLock<Option<Heif>> = OnceLock::new();
    let hidden = || std::env::var_os("PHAN_ANH_HEIC").is_some_and(|word| word == "off");
    SYSTEM.get_or_init(|| if hidden() { None } else { load(NAMES) }).as_ref()
}

fn load(names: &[&str]) -> Option<Heif> {
    // SAFETY: libheif's initialisers only register its decoders.
    let library = names.iter().find_map(|name| unsafe { Library::new(*name) }.ok())?;
    let heif = Heif::of(library).ok()?;
    // SAFETY: takes and gives a number.
    let decodes = unsafe { (heif.have_decoder_for_format)(HEVC) } != 0;
    decodes.then_some(heif)
}

/// A picture's file, opened.
pub(super) struct Opened<'a> {
    heif: &'static Heif,
    context: *mut c_void,
    handle: *mut c_void,
    /// The library reads these without a copy for as long as the context is there.
    bytes: PhantomData<&'a [u8]>,
}

/// A decoded picture: three or four bytes for each pixel, row after row.
pub(super) struct Samples {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) has_alpha: bool,
    pub(super) samples: Vec<u8>,
    pub(super) profile: Option<Profile>,
}

impl Heif {
    /// Reads the structure of a file and finds its main picture. Pictures inside may have as many pixels at most.
    pub(super) fn open<'a>(&'static self, bytes: &'a [u8], max_pixels: u64) -> Result<Opened<'a>, PhotoError> {
        let side = c_int::try_from(max_pixels.isqrt()).unwrap_or(c_int::MAX);
        // SAFETY: the context is freed by `Opened`, which `bytes` outlive.
        unsafe {
            let context = (self.context_alloc)();
            let mut opened = Opened { heif: self, context, handle: ptr::null_mut(), bytes: PhantomData };
            if context.is_null() {
                return Err(PhotoError::Broken);
            }
            (self.context_set_maximum_image_size_limit)(context, side);
            let data = bytes.as_ptr().cast();
            (self.context_read_from_memory_without_copy)(context, data, bytes.len(), ptr::null()).check()?;
            (self.context_get_primary_image_handle)(context, &raw mut opened.handle).check()?;
            if opened.handle.is_null() { Err(PhotoError::Broken) } else { Ok(opened) }
        }
    }
}

impl Opened<'_> {
    /// Width and height in pixels, as the picture will stand.
    pub(super) fn size(&self) -> Result<(u32, u32), PhotoError> {
        // SAFETY: the handle is one until `self` is dropped.
        let sides = unsafe {
            [(self.heif.image_handle_get_width)(self.handle), (self.heif.image_handle_get_height)(self.handle)]
        };
        sides_of(sides)
    }

    /// Whether a sample has more than eight bits.
    pub(super) fn is_deep(&self) -> bool {
        // SAFETY: as above.
        unsafe { (self.heif.image_handle_get_luma_bits_per_pixel)(self.handle) > 8 }
    }

    /// Decodes, turns and mirrors. What is not whole is refused.
    pub(super) fn decode(&self) -> Result<Samples, PhotoError> {
        let heif = self.heif;
        // SAFETY: the handle as above; the options are the library's own and freed here; the image frees itself.
        unsafe {
            let has_alpha = (heif.image_handle_has_alpha_channel)(self.handle) != 0;
            let chroma = if has_alpha { INTERLEAVED_RGBA } else { INTERLEAVED_RGB };
            let options = (heif.decoding_options_alloc)();
            set(options);
            let mut decoded = Image { heif, image: ptr::null_mut() };
            let outcome =
                (heif.decode_image)(self.handle, &raw mut decoded.image, COLOURS_RGB, chroma, options.cast_const());
            (heif.decoding_options_free)(options);
            outcome.check()?;
            if decoded.image.is_null() {
                return Err(PhotoError::Broken);
            }
            Ok(Samples { profile: self.profile(&decoded), ..decoded.samples(has_alpha)? })
        }
    }

    /// In which colours the pixels are, as far as it is said. A picture of tiles may say it nowhere but at its handle; a
    /// library that converts says at the image what it converted to.
    fn profile(&self, decoded: &Image) -> Option<Profile> {
        let heif = self.heif;
        let image = Colours {
            of: decoded.image,
            icc_bytes: heif.image_get_raw_color_profile_size,
            icc: heif.image_get_raw_color_profile,
            nclx: heif.image_get_nclx_color_profile,
            free: heif.nclx_color_profile_free,
        };
        let handle = Colours {
            of: self.handle,
            icc_bytes: heif.image_handle_get_raw_color_profile_size,
            icc: heif.image_handle_get_raw_color_profile,
            nclx: heif.image_handle_get_nclx_color_profile,
            free: heif.nclx_color_profile_free,
        };
        // SAFETY: both belong to what they are asked of, and are there until `self` and `decoded` are dropped.
        unsafe { image.icc().or_else(|| handle.icc()).or_else(|| image.nclx()).or_else(|| handle.nclx()) }
    }
}

/// An image or a handle, and the functions that tell its colours.
struct Colours {
    of: *const c_void,
    icc_bytes: unsafe extern "C" fn(*const c_void) -> usize,
    icc: unsafe extern "C" fn(*const c_void, *mut c_void) -> Outcome,
    nclx: unsafe extern "C" fn(*const c_void, *mut *mut Nclx) -> Outcome,
    free: unsafe extern "C" fn(*mut Nclx),
}

impl Colours {
    /// # Safety
    /// `of` is what the functions take.
    unsafe fn icc(&self) -> Option<Profile> {
        // SAFETY: as above; the buffer is as long as the library asks for.
        unsafe {
            let bytes = (self.icc_bytes)(self.of);
            let mut profile = vec![0u8; Some(bytes).filter(|bytes| (1..=MAX_PROFILE_BYTES).contains(bytes))?];
            (self.icc)(self.of, profile.as_mut_ptr().cast()).check().ok()?;
            Some(Profile::Icc(profile))
        }
    }

    /// # Safety
    /// `of` is what the functions take.
    unsafe fn nclx(&self) -> Option<Profile> {
        let mut nclx = ptr::null_mut();
        // SAFETY: as above; what the library gives is read and then given back.
        unsafe {
            (self.nclx)(self.of, &raw mut nclx).check().ok()?;
            if nclx.is_null() {
                return None;
            }
            let profile = Profile::CodePoints { primaries: (*nclx).primaries, transfer: (*nclx).transfer };
            (self.free)(nclx);
            Some(profile)
        }
    }
}

/// Asks for 8 bits and for no picture rather than a broken one, as far as this version of the library knows the words.
///
/// # Safety
/// `options` is null or made by the library.
unsafe fn set(options: *mut Options) {
    // SAFETY: each field is there from the version that is asked for first.
    unsafe {
        if options.is_null() {
            return;
        }
        if (*options).version >= 2 {
            (*options).convert_hdr_to_8bit = 1;
        }
        if (*options).version >= 3 {
            (*options).strict_decoding = 1;
        }
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        // SAFETY: both were given by the library, once, and are freed once; it takes null for a handle and a context.
        unsafe {
            if !self.handle.is_null() {
                (self.heif.image_handle_release)(self.handle);
            }
            if !self.context.is_null() {
                (self.heif.context_free)(self.context);
            }
        }
    }
}

/// A decoded picture in the library's memory.
struct Image {
    heif: &'static Heif,
    image: *mut c_void,
}

impl Image {
    fn samples(&self, has_alpha: bool) -> Result<Samples, PhotoError> {
        let heif = self.heif;
        let channels = if has_alpha { 4 } else { 3 };
        // SAFETY: the image is one until `self` is dropped, and takes these questions for any channel.
        let (sides, bits) = unsafe {
            let side = |of: unsafe extern "C" fn(*const c_void, c_int) -> c_int| of(self.image, CHANNEL_INTERLEAVED);
            ([side(heif.image_get_width), side(heif.image_get_height)], side(heif.image_get_bits_per_pixel))
        };
        let (width, height) = sides_of(sides)?;
        let row_bytes = width as usize * channels;
        let mut stride = 0;
        // SAFETY: as above.
        let plane = unsafe { (heif.image_get_plane_readonly)(self.image, CHANNEL_INTERLEAVED, &raw mut stride) };
        let stride = usize::try_from(stride).unwrap_or(0);
        if plane.is_null() || stride < row_bytes || usize::try_from(bits) != Ok(channels * 8) {
            return Err(PhotoError::Broken);
        }
        let mut samples = Vec::with_capacity(row_bytes * height as usize);
        for row in 0..height as usize {
            // SAFETY: the plane has `height` rows of `stride` bytes, of which the first `row_bytes` are pixels.
            samples.extend_from_slice(unsafe { std::slice::from_raw_parts(plane.add(row * stride), row_bytes) });
        }
        Ok(Samples { width, height, has_alpha, samples, profile: None })
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        if !self.image.is_null() {
            // SAFETY: given by the library once, freed once.
            unsafe { (self.heif.image_release)(self.image) }
        }
    }
}

impl Outcome {
    fn check(self) -> Result<(), PhotoError> {
        match self.code {
            OK => Ok(()),
            UNSUPPORTED_FILE | UNSUPPORTED_FEATURE => {
                Err(PhotoError::FormatUnsupported { format: "HEIC (unusual kind)" })
            }
            PLUGIN_MISSING => Err(PhotoError::HeicNotSupported),
            _ => Err(PhotoError::Broken),
        }
    }
}

fn sides_of([width, height]: [c_int; 2]) -> Result<(u32, u32), PhotoError> {
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(width @ 1..), Ok(height @ 1..)) => Ok((width, height)),
        _ => Err(PhotoError::Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_the_library_is_one_without_heic() {
        assert!(load(&["libheif-that-is-not-there.so.1"]).is_none());
        assert!(load(&[]).is_none());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn another_library_is_not_taken_for_it() {
        assert!(load(&["libc.so.6"]).is_none());
    }
}
