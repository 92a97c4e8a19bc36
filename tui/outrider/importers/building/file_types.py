"""Media types by the end of a file's name, as programs on Node.js guess them."""

from __future__ import annotations

import posixpath

_ENDS_OF_TYPES = """
application/atom+xml atom
application/dash-patch+xml mpp
application/ecmascript es
application/epub+zip epub
application/geo+json geojson
application/gml+xml gml
application/gpx+xml gpx
application/gzip gz
application/java-archive ear jar war
application/java-vm class
application/javascript js mjs
application/json json map
application/json5 json5
application/ld+json jsonld
application/manifest+json webmanifest
application/mbox mbox
application/msword doc dot
application/n-quads nq
application/n-triples nt
application/node cjs
application/oda oda
application/pdf pdf
application/pgp-encrypted pgp
application/pgp-keys asc
application/pgp-signature sig
application/pkcs10 p10
application/pkcs7-mime p7c p7m
application/pkcs7-signature p7s
application/pkcs8 p8
application/pkix-cert cer
application/pkix-crl crl
application/pkixcmp pki
application/postscript ai eps ps
application/rdf+xml owl rdf
application/rss+xml rss
application/rtf rtf
application/toml toml
application/trig trig
application/ttml+xml ttml
application/vnd.adobe.xfdf xfdf
application/vnd.android.package-archive apk
application/vnd.apple.mpegurl m3u8
application/vnd.fdf fdf
application/vnd.google-earth.kml+xml kml
application/vnd.google-earth.kmz kmz
application/vnd.mif mif
application/vnd.ms-excel xls
application/vnd.ms-excel.sheet.binary.macroenabled.12 xlsb
application/vnd.ms-excel.sheet.macroenabled.12 xlsm
application/vnd.ms-fontobject eot
application/vnd.ms-powerpoint pot pps ppt
application/vnd.ms-powerpoint.presentation.macroenabled.12 pptm
application/vnd.ms-word.document.macroenabled.12 docm
application/vnd.oasis.opendocument.formula odf
application/vnd.oasis.opendocument.graphics odg
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.spreadsheet ods
application/vnd.oasis.opendocument.text odt
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
application/vnd.openxmlformats-officedocument.spreadsheetml.template xltx
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
application/vnd.rar rar
application/vnd.visio vsd
application/wasm wasm
application/wsdl+xml wsdl
application/x-7z-compressed 7z
application/x-apple-diskimage dmg
application/x-authorware-bin aab
application/x-bcpio bcpio
application/x-bzip2 bz2
application/x-cpio cpio
application/x-csh csh
application/x-debian-package deb
application/x-dvi dvi
application/x-gtar gtar
application/x-hdf hdf
application/x-httpd-php php
application/x-iso9660-image iso
application/x-latex latex
application/x-mobipocket-ebook mobi
application/x-msaccess mdb
application/x-msdos-program exe
application/x-msdownload bat dll msi
application/x-mspublisher pub
application/x-netcdf cdf nc
application/x-perl pl
application/x-pkcs12 p12 pfx
application/x-redhat-package-manager rpm
application/x-sh sh
application/x-shar shar
application/x-shockwave-flash swf
application/x-sql sql
application/x-subrip srt
application/x-sv4cpio sv4cpio
application/x-sv4crc sv4crc
application/x-tar tar
application/x-tcl tcl
application/x-tex tex
application/x-texinfo texi texinfo
application/x-ustar ustar
application/x-wais-source src
application/x-x509-ca-cert crt der pem
application/x-xz xz
application/xhtml+xml xhtml
application/xml rng xml xsd xsl
application/xml-dtd dtd
application/xslt+xml xslt
application/zip zip
audio/basic au snd
audio/midi mid midi
audio/mp4 m4a mp4a
audio/mpeg mp2 mp2a mp3 mpga
audio/ogg oga ogg opus
audio/wave wav
audio/webm weba
audio/x-aac aac
audio/x-aiff aif aifc aiff
audio/x-flac flac
audio/x-matroska mka
audio/x-mpegurl m3u
audio/x-ms-wma wma
audio/x-pn-realaudio ra ram
font/otf otf
font/ttf ttf
font/woff woff
font/woff2 woff2
image/apng apng
image/avif avif
image/bmp bmp
image/emf emf
image/gif gif
image/heic heic
image/heif heif
image/ief ief
image/jp2 jp2
image/jpeg jpe jpeg jpg
image/jxr jxr
image/png png
image/svg+xml svg svgz
image/tiff tif tiff
image/vnd.adobe.photoshop psd
image/vnd.dwg dwg
image/vnd.dxf dxf
image/vnd.microsoft.icon ico
image/webp webp
image/wmf wmf
image/x-cmu-raster ras
image/x-portable-anymap pnm
image/x-portable-bitmap pbm
image/x-portable-graymap pgm
image/x-portable-pixmap ppm
image/x-rgb rgb
image/x-tga tga
image/x-xbitmap xbm
image/x-xpixmap xpm
image/x-xwindowdump xwd
message/rfc822 eml mime
model/gltf+json gltf
model/gltf-binary glb
model/obj obj
model/stl stl
model/vnd.mts mts
text/cache-manifest appcache manifest
text/calendar ics
text/coffeescript coffee
text/css css
text/csv csv
text/html htm html shtml
text/jade jade
text/jsx jsx
text/less less
text/markdown markdown md
text/mdx mdx
text/n3 n3
text/plain conf def in ini list log text txt
text/richtext rtx
text/sgml sgm sgml
text/tab-separated-values tsv
text/troff man me ms roff t tr
text/turtle ttl
text/vcard vcard
text/vtt vtt
text/x-c c cc cpp h hh
text/x-handlebars-template hbs
text/x-java-source java
text/x-lua lua
text/x-sass sass
text/x-scss scss
text/x-setext etx
text/x-vcard vcf
text/yaml yaml yml
video/3gpp 3gp 3gpp
video/3gpp2 3g2
video/mp2t ts
video/mp4 mp4
video/mpeg m1v mpe mpeg mpg
video/ogg ogv
video/quicktime mov qt
video/webm webm
video/x-f4v f4v
video/x-flv flv
video/x-m4v m4v
video/x-matroska mkv
video/x-ms-asf asf
video/x-ms-wmv wmv
video/x-msvideo avi
video/x-sgi-movie movie
"""
"""Each type with the ends that mean it: of mime-types 2, which Postman, Bruno and Insomnia use."""


def guessed_media_type(file: str) -> str | None:
    """The media type of a file by its name; ``None`` where none is known for it.

    These programs send ``application/octet-stream`` then.
    """
    end = posixpath.splitext(file.replace("\\", "/"))[1]
    return _BY_END.get(end[1:].lower())


_BY_END = {
    end: media_type
    for media_type, *ends in map(str.split, _ENDS_OF_TYPES.strip().splitlines())
    for end in ends
}
