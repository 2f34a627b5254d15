/// Tests of the manifests: what `kubectl kustomize` makes of them is read strictly and held
/// together.
@NullMarked
package io.mailbuoy.k8s;

import org.jspecify.annotations.NullMarked;
