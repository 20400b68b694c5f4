#!/bin/sh
# deb.sh BUILD VERSION: a Debian package of what make install installs, for this machine's architecture, as BUILD/weir_VERSION_ARCH.deb.
# The same tree and SOURCE_DATE_EPOCH give the same bytes. What it depends on is asked of dpkg: the packages, and versions, of the libraries that the program is linked with.
set -eu
build=$1 version=$2
for tool in dpkg-deb dpkg-shlibdeps gzip; do
    command -v $tool >/dev/null || { echo "deb: $tool is not installed: make deps-deb" >&2; exit 1; }
done
arch=$(dpkg --print-architecture)
work=$build/deb
root=$work/weir_${version}_$arch
rm -rf "$work"
mkdir -p "$root/DEBIAN" "$root/usr/share/doc/weir" "$work/debian"
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH
umask 022
${MAKE:-make} --no-print-directory install BUILD="$build" DESTDIR="$root" PREFIX=/usr ZSHDIR=/usr/share/zsh/vendor-completions
strip --strip-unneeded "$root/usr/bin/weir" "$root"/usr/lib/libweir.so.*
gzip -9n "$root"/usr/share/man/man1/weir.1
cp LICENSE "$root/usr/share/doc/weir/copyright"
gzip -9n < CHANGELOG.md > "$root/usr/share/doc/weir/changelog.gz"
printf 'Source: weir\nPackage: weir\nArchitecture: any\n' > "$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "weir_${version}_$arch/usr/bin/weir" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
size=$(du -k -s "$root/usr" | cut -f 1)
cat > "$root/DEBIAN/control" <<END
Package: weir
Version: $version
Architecture: $arch
Maintainer: The Weir authors <weir@example.org>
Installed-Size: $size
Depends: $depends
Recommends: minisign, git
Section: admin
Priority: optional
Description: authoring, proving and compiling of detection content for endpoint sensors
 Weir compiles detection rules into binary channel files, and proves for each of them that the count, the names
 and the types of parameters agree in the source, in the bytes and in every sensor that they are for.
 .
 With the libraries and the header of the Content Interpreter, for sensors.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0 -r touch -h -d "@$SOURCE_DATE_EPOCH"
dpkg-deb --root-owner-group --build "$root" "$build/weir_${version}_$arch.deb" >/dev/null
echo "$build/weir_${version}_$arch.deb"
